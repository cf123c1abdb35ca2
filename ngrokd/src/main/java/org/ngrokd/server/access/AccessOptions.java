package org.ngrokd.server.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may open tunnels.
 *
 * @param authFile the tokens; empty: anybody may
 */
public record AccessOptions(Optional<Path> authFile) {
  /** What holds unless told otherwise. */
  public static final AccessOptions DEFAULT = new AccessOptions(Optional.empty());
}
