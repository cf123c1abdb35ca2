package org.ngrokd.server;

import org.ngrokd.server.limits.FloodLimits;

/** The flags of {@code ngrokd} that say how much strangers may ask of the server. */
final class FloodFlags {
  FloodLimits limits() {
    return FloodLimits.DEFAULT;
  }
}
