package org.ngrokd.server.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.FairPlaces.Place;
import org.ngrokd.server.limits.WaitingRoom;

/**
 * A client's idle proxy connections and the public connections that wait for one.
 *
 * <p>Confined to the event loop of the control connection. Protocol: §5 "take a proxy connection".
 */
final class ProxyPool {
  private static final int CAPACITY = 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(60);

  /**
   * A client that is alive opens a connection in a round trip or two. When none comes, it lost the
   * request or the connection, as some do: it is asked once more for whoever still waits, then
   * after twice the time, and so on, so that a client that is merely slow is not buried in
   * requests.
   */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  /** What was asked for and did not come within this is not on its way any more. */
  private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

  private final EventExecutor loop;
  private final WaitingRoom room;
  private final Runnable askForOne;
  private final Deque<ProxyConnection> idle = new ArrayDeque<>();
  private final Set<Promise<ProxyConnection>> waiting = new LinkedHashSet<>();
  private final AskedFor asked = new AskedFor(ON_ITS_WAY);
  private final RecentCount visitors = new RecentCount(Duration.ofSeconds(1));
  private boolean closed;

  /**
   * @param room where visitors wait
   * @param askForOne asks the client for one more
   */
  ProxyPool(EventExecutor loop, WaitingRoom room, Runnable askForOne) {
    this.loop = loop;
    this.room = room;
    this.askForOne = askForOne;
  }

  /** Takes a connection that the client has opened. */
  void offer(ProxyConnection proxy) {
    assert loop.inEventLoop();
    asked.came();
    giveBack(proxy);
  }

  /** The same for one that was taken and not used. */
  void giveBack(ProxyConnection proxy) {
    assert loop.inEventLoop();
    if (closed) {
      proxy.discard("The control connection is gone, discarding.");
    } else if (!giveToWhoWaits(proxy)) {
      keepUnlessFull(proxy);
    }
  }

  /** False when nobody waits; who has left does not. */
  private boolean giveToWhoWaits(ProxyConnection proxy) {
    boolean given = false;
    Iterator<Promise<ProxyConnection>> each = waiting.iterator();
    while (!given && each.hasNext()) {
      Promise<ProxyConnection> next = each.next();
      each.remove(); // before its listeners do
      given = next.trySuccess(proxy);
    }
    return given;
  }

  private void keepUnlessFull(ProxyConnection proxy) {
    if (idle.size() >= CAPACITY) {
      proxy.discard("Proxies buffer is full, discarding.");
    } else {
      keep(proxy);
    }
  }

  private void keep(ProxyConnection proxy) {
    idle.add(proxy);
    var timer = loop.schedule(() -> drop(proxy), LONGEST_IDLE.toMillis(), TimeUnit.MILLISECONDS);
    proxy
        .closed()
        .addListener(
            gone -> {
              timer.cancel(false);
              loop.execute(() -> idle.remove(proxy));
            });
  }

  private void drop(ProxyConnection proxy) {
    if (idle.remove(proxy)) {
      proxy.discard("Proxy connection was not used within 60 s, discarding.");
    }
  }

  /**
   * Gives a connection: an idle one, if possible on the preferred event loop, else the next that
   * the client opens. A visitor who leaves cancels it.
   */
  Future<ProxyConnection> take(EventLoop preferred) {
    assert loop.inEventLoop();
    visitors.add(loop.ticker().nanoTime());
    Promise<ProxyConnection> taken = loop.newPromise();
    ProxyConnection proxy = pick(preferred);
    if (proxy != null) {
      return taken.setSuccess(proxy);
    }
    if (closed) {
      return taken.setFailure(new NoProxyException("the client is gone"));
    }
    Place place = room.enter(() -> taken.tryFailure(NoProxyException.madeRoom()));
    if (place == null) {
      return taken.setFailure(new NoProxyException("too many visitors wait already"));
    }
    await(taken, place);
    ask();
    return taken;
  }

  private void await(Promise<ProxyConnection> taken, Place place) {
    waiting.add(taken);
    var timer =
        loop.schedule(() -> timedOut(taken), LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    taken.addListener(
        done -> {
          timer.cancel(false);
          waiting.remove(taken);
          place.leave();
        });
    askAgain(taken, ASK_AGAIN);
  }

  private void askAgain(Promise<ProxyConnection> taken, Duration wait) {
    var timer =
        loop.schedule(
            () -> {
              ask();
              askAgain(taken, wait.multipliedBy(2));
            },
            wait.toMillis(),
            TimeUnit.MILLISECONDS);
    taken.addListener(done -> timer.cancel(false));
  }

  private @Nullable ProxyConnection pick(EventLoop preferred) {
    Iterator<ProxyConnection> each = idle.iterator();
    while (each.hasNext()) {
      ProxyConnection proxy = each.next();
      if (!proxy.isOpen()) {
        each.remove();
      } else if (proxy.eventLoop() == preferred) {
        each.remove();
        return proxy;
      }
    }
    return idle.poll();
  }

  private void timedOut(Promise<ProxyConnection> taken) {
    taken.tryFailure(new NoProxyException("the client opened no proxy connection within 30 s"));
  }

  /**
   * Asks for what the next visitors will need: one, or half as many as came in the last seconds, up
   * to what the pool holds. What is there and on its way already counts: a burst of visitors would
   * otherwise make the client open connections only to have them closed.
   */
  void refill() {
    assert loop.inEventLoop();
    int lately = visitors.count(loop.ticker().nanoTime());
    int wanted = Math.max(1, Math.min(lately / 2, CAPACITY));
    while (!closed && idle.size() + onTheirWay() - waiting.size() < wanted) {
      ask();
    }
  }

  private int onTheirWay() {
    return asked.count(loop.ticker().nanoTime());
  }

  private void ask() {
    asked.add(loop.ticker().nanoTime());
    askForOne.run();
  }

  /** Closes the idle ones and disappoints those who wait. */
  void close() {
    assert loop.inEventLoop();
    closed = true;
    idle.forEach(proxy -> proxy.discard("The control connection is gone, discarding."));
    idle.clear();
    List.copyOf(waiting)
        .forEach(each -> each.tryFailure(new NoProxyException("the client is gone")));
  }
}
