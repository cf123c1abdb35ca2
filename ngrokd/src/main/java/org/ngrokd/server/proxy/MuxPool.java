package org.ngrokd.server.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.mux.Carrier;
import org.ngrokd.server.limits.FairPlaces.Place;
import org.ngrokd.server.limits.WaitingRoom;

/**
 * A client's multiplexed connections, and the public connections that wait for the first.
 *
 * <p>{@link #pick} may be called from any thread; all else is confined to the event loop of the
 * control connection.
 */
final class MuxPool {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** A connection that carried less bulk than this lately, in bytes, is as good as idle. */
  private static final long QUIET_BYTES = 256 * 1024;

  /** How much busier a connection on the right event loop may be than the least busy one. */
  private static final int WORTH_A_HOP = 4;

  /** How often a connection is given up for one on an event loop that has none. */
  private static final int MOST_MOVES = 8;

  private final EventExecutor loop;
  private final WaitingRoom room;
  private final Runnable askForOne;
  private final int most;
  private final List<Carrier> connections = new CopyOnWriteArrayList<>();
  private final Set<Promise<Carrier>> waiting = new LinkedHashSet<>();
  private long askedAt;
  private boolean asked;
  private boolean closed;
  private int movesLeft = MOST_MOVES;

  /**
   * @param room where visitors wait
   * @param askForOne asks the client for one more
   * @param most how many connections the client is to have
   */
  MuxPool(EventExecutor loop, WaitingRoom room, Runnable askForOne, int most) {
    this.loop = loop;
    this.room = room;
    this.askForOne = askForOne;
    this.most = most;
  }

  /** Takes a connection that the client has made. */
  void offer(Carrier connection) {
    assert loop.inEventLoop();
    asked = false;
    if (closed || connections.size() >= most) {
      connection.retire();
    } else if (isBetterElsewhere(connection)) {
      movesLeft--;
      connection.retire();
      ask();
    } else {
      add(connection);
    }
  }

  /** An event loop without a connection makes half of its visitors' bytes change threads. */
  private boolean isBetterElsewhere(Carrier offered) {
    return movesLeft > 0 && connections.stream().anyMatch(each -> each.loop() == offered.loop());
  }

  private void add(Carrier connection) {
    connections.add(connection);
    connection.whenGone(
        () -> {
          connections.remove(connection);
          loop.execute(this::keepOne);
        });
    List.copyOf(waiting).forEach(each -> each.trySuccess(connection));
  }

  /**
   * The connection to open a stream on: the one on the preferred event loop, unless it is much
   * busier than the least busy one.
   *
   * @return null when there is none
   */
  @Nullable Carrier pick(EventLoop preferred) {
    Carrier near = null;
    Carrier idlest = null;
    for (Carrier each : connections) {
      if (each.isUsable()) {
        idlest = idler(idlest, each);
        near = each.loop() == preferred ? idler(near, each) : near;
      }
    }
    boolean nearIsGood =
        near != null
            && idlest != null
            && (near.load() <= QUIET_BYTES || near.load() / WORTH_A_HOP <= idlest.load());
    return nearIsGood ? near : idlest;
  }

  private static Carrier idler(@Nullable Carrier one, Carrier other) {
    return one == null || other.load() < one.load() ? other : one;
  }

  /**
   * Asks all connections for a sign of life.
   *
   * @param answered is run when the client has answered, on any thread
   * @return false when there is none
   */
  boolean askForLife(Runnable answered) {
    List<Carrier> usable = connections.stream().filter(Carrier::isUsable).toList();
    usable.forEach(each -> each.askForLife(answered));
    return !usable.isEmpty();
  }

  /** Whether one more connection is of use: there is more than one visitor at a time. */
  boolean wantsMore(Carrier busy) {
    return busy.streams() > 1 && connections.size() < most;
  }

  /** Gives a connection once there is one. */
  void await(Promise<Carrier> promise) {
    assert loop.inEventLoop();
    Carrier there = connections.stream().filter(Carrier::isUsable).findFirst().orElse(null);
    if (there != null) {
      promise.trySuccess(there);
    } else if (closed) {
      promise.tryFailure(new NoProxyException("the client is gone"));
    } else {
      enqueue(promise);
    }
  }

  private void enqueue(Promise<Carrier> promise) {
    Place place = room.enter(() -> promise.tryFailure(NoProxyException.madeRoom()));
    if (place == null) {
      promise.tryFailure(new NoProxyException("too many visitors wait already"));
      return;
    }
    waiting.add(promise);
    var timer =
        loop.schedule(() -> timedOut(promise), LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    promise.addListener(
        done -> {
          place.leave();
          timer.cancel(false);
          waiting.remove(promise);
        });
    ask();
  }

  private void timedOut(Promise<Carrier> promise) {
    promise.tryFailure(new NoProxyException("the client opened no connection within 30 s"));
  }

  /** Asks for a first one, so that no visitor has to wait for it. */
  void keepOne() {
    assert loop.inEventLoop();
    if (connections.isEmpty()) {
      ask();
    }
  }

  /** Asks for one more, if fewer are there than there should be. */
  void grow() {
    assert loop.inEventLoop();
    if (connections.size() < most) {
      ask();
    }
  }

  /** One at a time; a client that does not do what it is asked is asked again later. */
  private void ask() {
    long now = loop.ticker().nanoTime();
    boolean pending = asked && now - askedAt < LONGEST_WAIT.toNanos() / 3;
    if (!closed && !pending) {
      asked = true;
      askedAt = now;
      askForOne.run();
    }
  }

  /** Lets the connections end with their last stream, and disappoints those who wait. */
  void close() {
    assert loop.inEventLoop();
    closed = true;
    connections.forEach(Carrier::retire);
    List.copyOf(waiting)
        .forEach(each -> each.tryFailure(new NoProxyException("the client is gone")));
  }
}
