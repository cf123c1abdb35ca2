package org.ngrokd.server.tunnel;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The way to one client of a pool: counts what is open, and knows how it stands there. A client
 * that gives no way in time, while another could, is passed over for a while. Safe from any thread.
 */
public final class PoolMember implements ProxySource {
  /** How long a visitor waits for this one while there are others. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long one that gave no way is asked only when there is no other. */
  private static final Duration PASSED_OVER = Duration.ofSeconds(10);

  /** Until a client has surely heard that its tunnel is open, visitors go to others. */
  private static final Duration SETTLING = Duration.ofMillis(500);

  private final Pool pool;
  private final ProxySource inner;
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean isWell = true;
  private volatile long passedOverUntil;

  PoolMember(Pool pool, ProxySource inner) {
    this.pool = pool;
    this.inner = inner;
    this.passedOverUntil = System.nanoTime() + SETTLING.toNanos();
  }

  /** That of a pool's tunnel. */
  static PoolMember of(Tunnel tunnel) {
    if (tunnel.source() instanceof PoolMember member) {
      return member;
    }
    throw new IllegalArgumentException(tunnel + " is of no pool");
  }

  Pool pool() {
    return pool;
  }

  /** How many connections of visitors it has. */
  int open() {
    return open.get();
  }

  /** 0 for one that is as good as any; more for one that is chosen only when there is no other. */
  int standing() {
    return (isWell ? 0 : 2) + (passedOverUntil - System.nanoTime() > 0 ? 1 : 0);
  }

  /** What its client says of its service. */
  @Override
  public void serviceIs(boolean well) {
    isWell = well;
  }

  @Override
  public boolean isWell() {
    return isWell;
  }

  @Override
  public Optional<Tunnel> instead() {
    return pool.other(this);
  }

  @Override
  public Object client() {
    return inner.client();
  }

  @Override
  public boolean believesForwarded() {
    return inner.believesForwarded();
  }

  @Override
  public Future<RelayEnd> open(Tunnel tunnel, String clientAddr, EventLoop preferred) {
    open.incrementAndGet();
    Promise<RelayEnd> counted = preferred.newPromise();
    Future<RelayEnd> opening = inner.open(tunnel, clientAddr, preferred);
    Opening.cancels(counted, opening);
    opening.addListener(
        (Future<RelayEnd> opened) -> {
          if (opened.isSuccess()) {
            Opening.give(new CountedEnd(opened.getNow(), open::decrementAndGet), counted);
          } else {
            open.decrementAndGet();
            failed(opened.cause());
            counted.tryFailure(opened.cause());
          }
        });
    if (!opening.isDone() && pool.hasOther(this)) {
      waitFor(opening, counted, preferred);
    }
    return counted;
  }

  private void waitFor(Future<RelayEnd> opening, Promise<RelayEnd> counted, EventLoop loop) {
    var timer =
        loop.schedule(
            () -> {
              TimeoutException late =
                  new TimeoutException("no way within " + PATIENCE.toSeconds() + " s");
              if (counted.tryFailure(late)) {
                failed(late);
                opening.cancel(false);
              }
            },
            PATIENCE.toMillis(),
            TimeUnit.MILLISECONDS);
    counted.addListener(done -> timer.cancel(false));
  }

  /** That it has enough to do, or that the visitor left, says nothing of it. */
  private void failed(Throwable cause) {
    if (!(cause instanceof BusyException) && !(cause instanceof CancellationException)) {
      passedOverUntil = System.nanoTime() + PASSED_OVER.toNanos();
    }
  }
}
