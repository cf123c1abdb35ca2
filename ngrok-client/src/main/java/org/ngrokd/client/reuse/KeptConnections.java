package org.ngrokd.client.reuse;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Connections to one local service that wait for the next visitor, so that not each visitor costs a
 * connect, and a port of this computer for a minute behind it. Any thread; what waits belongs to
 * its event loop, and serves visitors of that loop.
 */
public final class KeptConnections {
  /** Many services wait no longer than this themselves. */
  static final Duration REST = Duration.ofSeconds(5);

  /** Of one service: more are at work at once only where many visitors are. */
  static final int MOST = 16;

  private static final int MOST_IN_ALL = 256;

  private final All all;
  private final KeptRoom room = new KeptRoom(MOST);
  private final Map<EventLoop, WaitingConnections> waiting = new ConcurrentHashMap<>();

  /** The room for those of all services. */
  public static final class All {
    private final KeptRoom room = new KeptRoom(MOST_IN_ALL);

    /** How many wait. */
    public int waiting() {
      return room.taken();
    }
  }

  /**
   * @param all shared with other services
   */
  public KeptConnections(All all) {
    this.all = all;
  }

  /**
   * For the first visitor of a new connection; on its event loop.
   *
   * @param fresh not started
   */
  public RelayEnd first(RelayEnd fresh, EventLoop loop) {
    return BorrowedEnd.first(new KeptConnection(fresh, on(loop)));
  }

  /**
   * One that waits, for the next visitor; on the event loop.
   *
   * @param reopening where it turns out to be of no use
   */
  public Optional<RelayEnd> next(EventLoop loop, Reopening reopening) {
    KeptConnection next = on(loop).next();
    return next == null ? Optional.empty() : Optional.of(BorrowedEnd.next(next, reopening));
  }

  private WaitingConnections on(EventLoop loop) {
    WaitingConnections known = waiting.get(loop);
    return known != null
        ? known
        : waiting.computeIfAbsent(loop, each -> new WaitingConnections(each, this));
  }

  boolean take() {
    if (!room.take()) {
      return false;
    }
    if (!all.room.take()) {
      room.free();
      return false;
    }
    return true;
  }

  void free() {
    room.free();
    all.room.free();
  }
}
