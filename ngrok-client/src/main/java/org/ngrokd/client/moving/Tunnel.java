package org.ngrokd.client.moving;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A tunnel of the file that is written.
 *
 * @param paths begins of paths with services of their own
 */
record Tunnel(String name, Proxy proxy, Optional<Proxy.Host> host, Map<String, String> paths) {
  Tunnel(String name, Proxy proxy, Optional<Proxy.Host> host) {
    this(name, proxy, host, new LinkedHashMap<>());
  }
}
