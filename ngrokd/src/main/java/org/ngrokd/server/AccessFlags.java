package org.ngrokd.server;

import org.ngrokd.server.access.AccessOptions;

/** The flags of {@code ngrokd} that say who may open tunnels. */
final class AccessFlags {
  AccessOptions options() {
    return AccessOptions.DEFAULT;
  }
}
