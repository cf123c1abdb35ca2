package org.ngrokd.client.session;

import org.ngrokd.client.config.LocalAddress;

/**
 * Where the public connections of a URL go.
 *
 * @param tunnel the tunnel's name in the config
 * @param protocol "http", "https" or "tcp"
 * @param url as the server gave it
 */
public record Route(String tunnel, String protocol, String url, LocalAddress local) {
  /** Whether its visitors speak HTTP, and can be told in HTTP what went wrong. */
  boolean speaksHttp() {
    return protocol.equals("http") || protocol.equals("https");
  }
}
