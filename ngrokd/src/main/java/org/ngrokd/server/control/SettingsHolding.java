package org.ngrokd.server.control;

import org.ngrokd.server.limits.TunnelPlaces;

/**
 * The memory of a request's settings, held as long as the request waits or one of its tunnels is
 * open. Confined to the event loop of its control connection.
 */
final class SettingsHolding {
  private final TunnelPlaces places;
  private final long bytes;
  private int holders = 1;

  /** Held by the request; the memory was taken before. */
  SettingsHolding(TunnelPlaces places, long bytes) {
    this.places = places;
    this.bytes = bytes;
  }

  /** A tunnel holds it too. */
  void share() {
    holders++;
  }

  /** One that held it does not any more. */
  void leave() {
    if (--holders == 0) {
      places.letGo(bytes);
    }
  }
}
