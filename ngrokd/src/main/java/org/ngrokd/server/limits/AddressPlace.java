package org.ngrokd.server.limits;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection's place in the number that its address may have. One that has finished sending, and
 * is only awaited until its service has done so too, takes one of as many other places instead:
 * short visits follow each other faster than some services notice their end. When these are all
 * taken, it keeps the one it has; so an address never has more than twice its number.
 *
 * <p>Confined to the connection's event loop.
 */
final class AddressPlace {
  private final Supplier<@Nullable Runnable> awaited;
  private Runnable leaving;
  private boolean hasFinished;
  private boolean hasLeft;

  /**
   * @param leaving gives the place back that it has now
   * @param awaited takes one of the others; null when there is none left
   */
  AddressPlace(Runnable leaving, Supplier<@Nullable Runnable> awaited) {
    this.leaving = leaving;
    this.awaited = awaited;
  }

  /** The connection has finished sending. */
  void finished() {
    if (hasFinished || hasLeft) {
      return;
    }
    hasFinished = true;
    Runnable other = awaited.get();
    if (other != null) {
      leaving.run();
      leaving = other;
    }
  }

  /** The connection is closed. */
  void leave() {
    hasLeft = true;
    leaving.run();
  }
}
