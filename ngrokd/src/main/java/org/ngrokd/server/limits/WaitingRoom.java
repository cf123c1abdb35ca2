package org.ngrokd.server.limits;

import org.jspecify.annotations.Nullable;

/**
 * Where one client's visitors wait until it opens a proxy connection. All rooms share the places of
 * {@code -maxWaiting}. Safe from any thread.
 */
public final class WaitingRoom {
  private final FairPlaces places;
  private final String address;
  private final Runnable full;

  /**
   * @param address the client's, for the log
   * @param full told when somebody found no place
   */
  WaitingRoom(FairPlaces places, String address, Runnable full) {
    this.places = places;
    this.address = address;
    this.full = full;
  }

  /**
   * Lets a visitor wait.
   *
   * @param giveUp run, on any thread, when it has to make room for a visitor of a client that keeps
   *     fewer waiting
   * @return null when too many wait already
   */
  public FairPlaces.@Nullable Place enter(Runnable giveUp) {
    FairPlaces.Place place = places.take(this, giveUp);
    if (place == null) {
      full.run();
    }
    return place;
  }

  /** The client's address. */
  @Override
  public String toString() {
    return address;
  }
}
