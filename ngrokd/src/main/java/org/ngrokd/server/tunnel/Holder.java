package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who owns tunnels: a client by its control connection; whoever comes another way is one too, and
 * puts itself into {@link Holders}. Safe from any thread, and quick: what takes time is a future.
 */
public interface Holder {
  /** One that is always there. */
  Holder SETTLED =
      new Holder() {
        @Override
        public Future<Boolean> isThere() {
          return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }

        @Override
        public String account() {
          return "";
        }

        @Override
        public void accountsChanged() {}

        @Override
        public Future<Void> close(String reason) {
          return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
        }
      };

  /**
   * Asks the client whether it is there, because somebody wants a name that it has.
   *
   * @return true when it has answered; false when it did not in time, and what it had is free
   */
  Future<Boolean> isThere();

  /** The {@link org.ngrokd.server.access.Account#key} of its account, "" where there are none. */
  String account();

  /** Accounts have changed: one that may not be here any more goes by itself. */
  void accountsChanged();

  /**
   * Takes its tunnels from it and ends its connection. Nobody new comes to it; what its visitors
   * have open goes on until it ends or the server cuts it.
   *
   * @param reason for the log
   * @return completes when its names and ports are free
   */
  Future<Void> close(String reason);

  /**
   * Whether it is to have names that another one of its account has, also when that is there: its
   * person says so.
   */
  default boolean takesOver() {
    return false;
  }

  /**
   * Who it is, whichever connection it comes by: on another server of the same cluster the same one
   * has its names at once. Only where that cannot be made up by others; "": it is nobody else.
   */
  default String identity() {
    return "";
  }

  /** What people who look after the server see of it; empty: nothing. */
  default Optional<About> about() {
    return Optional.empty();
  }

  /** How long a word to it and back takes; empty: that is not known. */
  default Optional<Duration> roundTrip() {
    return Optional.empty();
  }

  /**
   * Takes one tunnel from it. It is told why where it can be, and does not ask for it again by
   * itself; its visitors stay.
   *
   * @param reason for its person
   * @return whether it had it
   */
  default Future<Boolean> close(PublicUrl url, String reason) {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(false);
  }

  /**
   * Another server takes this one's place: it is to open its tunnels there as well, and stays here
   * until it is closed.
   *
   * @return true when it has; false when it cannot, or went meanwhile
   */
  default Future<Boolean> move() {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(false);
  }

  /** Where else it may have its names is not what it was. */
  default void homesChanged() {}

  /**
   * This server is about to end, and others of its cluster stay: it is to open its tunnels at one
   * of those, and stays here until it is closed.
   *
   * @return true when it has; false when it cannot, or went meanwhile
   */
  default Future<Boolean> leave() {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(false);
  }

  /**
   * Another server of the cluster has this name of its now, because it is there. It is not told: it
   * knows. What its visitors have open goes on.
   */
  default void isElsewhere(PublicUrl url) {
    var unused = close("Its client is at another server");
  }

  /**
   * Sends it away, as {@link #close(String)} does. It is told why where it can be, and does not
   * come back by itself.
   *
   * @param reason for its person
   */
  default Future<Void> dismiss(String reason) {
    return close(reason);
  }

  /**
   * What people see of a holder.
   *
   * @param id tells it from all others of this server, and is of no other use
   * @param account what people call its account; "" where there are none
   * @param client the beginning of its client id, as in the log
   * @param address "ip:port"
   * @param version what it says of itself; anything
   * @param lastSeen when it said something
   */
  record About(
      String id,
      String account,
      String client,
      String address,
      String version,
      Instant since,
      Instant lastSeen) {}
}
