package org.ngrokd.server.control;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.Places.Place;

/**
 * A client's idle proxy connections and the public connections that wait for one.
 *
 * <p>Confined to the event loop of the control connection. Protocol: §5 "take a proxy connection".
 */
final class ProxyPool {
  private static final int CAPACITY = 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(60);

  private final EventExecutor loop;
  private final ClientGate gate;
  private final Runnable askForOne;
  private final Deque<ProxyConnection> idle = new ArrayDeque<>();
  private final Deque<Promise<ProxyConnection>> waiting = new ArrayDeque<>();
  private final Deque<Long> asked = new ArrayDeque<>();
  private final RecentCount visitors = new RecentCount(Duration.ofSeconds(1));
  private boolean closed;

  /**
   * @param gate says how many may wait, with all clients
   * @param askForOne asks the client for one more
   */
  ProxyPool(EventExecutor loop, ClientGate gate, Runnable askForOne) {
    this.loop = loop;
    this.gate = gate;
    this.askForOne = askForOne;
  }

  /** Takes a connection that the client has opened. */
  void offer(ProxyConnection proxy) {
    assert loop.inEventLoop();
    asked.poll();
    Promise<ProxyConnection> next = closed ? null : nextWaiting();
    if (closed) {
      proxy.discard("The control connection is gone, discarding.");
    } else if (next != null) {
      next.setSuccess(proxy);
    } else if (idle.size() >= CAPACITY) {
      proxy.discard("Proxies buffer is full, discarding.");
    } else {
      keep(proxy);
    }
  }

  private @Nullable Promise<ProxyConnection> nextWaiting() {
    Promise<ProxyConnection> next = waiting.poll();
    while (next != null && next.isDone()) {
      next = waiting.poll();
    }
    return next;
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
   * the client opens.
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
    Place place = gate.admitWaiting();
    if (place == null) {
      return taken.setFailure(new NoProxyException("too many visitors wait already"));
    }
    taken.addListener(done -> place.leave());
    await(taken);
    ask();
    return taken;
  }

  private void await(Promise<ProxyConnection> taken) {
    waiting.add(taken);
    var timer =
        loop.schedule(() -> timedOut(taken), LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
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
    waiting.remove(taken);
    taken.tryFailure(new NoProxyException("the client opened no proxy connection within 30 s"));
  }

  /**
   * Asks for what the next visitors will need: one, or half as many as came in the last seconds, up
   * to what the pool holds. What is there and on its way already counts: a burst of visitors would
   * otherwise make the client open connections only to have them closed.
   */
  void refill() {
    assert loop.inEventLoop();
    forgetUnanswered();
    int lately = visitors.count(loop.ticker().nanoTime());
    int wanted = Math.max(1, Math.min(lately / 2, CAPACITY));
    while (!closed && idle.size() + asked.size() - waiting.size() < wanted) {
      ask();
    }
  }

  /** What the client was asked for long ago and did not do. */
  private void forgetUnanswered() {
    long longAgo = loop.ticker().nanoTime() - LONGEST_WAIT.toNanos();
    while (!asked.isEmpty() && asked.element() - longAgo < 0) {
      asked.remove();
    }
  }

  private void ask() {
    forgetUnanswered();
    asked.add(loop.ticker().nanoTime());
    askForOne.run();
  }

  /** Closes the idle ones and disappoints those who wait. */
  void close() {
    assert loop.inEventLoop();
    closed = true;
    idle.forEach(proxy -> proxy.discard("The control connection is gone, discarding."));
    idle.clear();
    for (var each = waiting.poll(); each != null; each = waiting.poll()) {
      each.tryFailure(new NoProxyException("the client is gone"));
    }
  }
}
