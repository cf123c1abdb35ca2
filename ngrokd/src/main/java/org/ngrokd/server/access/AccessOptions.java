package org.ngrokd.server.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may open tunnels.
 *
 * @param authFile the tokens; empty: anybody may
 * @param tcpPorts the public ports that tcp tunnels may have; empty: all but the privileged ones
 */
public record AccessOptions(Optional<Path> authFile, PortRanges tcpPorts) {
  /** What holds unless told otherwise. */
  public static final AccessOptions DEFAULT = new AccessOptions(Optional.empty(), PortRanges.NONE);
}
