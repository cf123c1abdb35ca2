package org.ngrokd.server.ssh;

import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.streams.net.HostAndPort;

/**
 * Whether clients come by ssh, and where. Immutable.
 *
 * @param address where they come; empty: nowhere, but for {@code onHttps}
 * @param onHttps whether they also come to the https port, where their first bytes tell them from
 *     visitors
 * @param userCa a file with the public keys of CAs, a line each, whose certificates let people in;
 *     empty: there are none
 */
public record SshOptions(Optional<HostAndPort> address, boolean onHttps, Optional<Path> userCa) {
  /** There is no gateway. */
  public static final SshOptions OFF = new SshOptions(Optional.empty(), false, Optional.empty());

  /** Whether there is a gateway. */
  public boolean isOn() {
    return address.isPresent() || onHttps;
  }
}
