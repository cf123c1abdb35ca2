package org.ngrokd.server.cluster;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.Opening;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * A visitor's way to a tunnel elsewhere: when the node that has it is gone, does not have it any
 * more, or does not answer while the name gets another owner, the way is looked for there. Nothing
 * of the visitor's has been sent before there is a way, so nothing is sent twice. Who waits is
 * counted where it is, as any visitor without a way.
 *
 * <p>Confined to the visitor's event loop, but for {@link #changed}.
 */
final class Pursuit {
  /** A name does not wander. */
  private static final int MOST_MOVES = 3;

  private final String visitor;
  private final EventLoop loop;
  private final Finder finder;
  private final Promise<RelayEnd> awaited;
  private final Runnable changed = this::changed;
  private Held held;
  private @Nullable Future<RelayEnd> opening;
  private int moves;

  /** A try to get a way. */
  @FunctionalInterface
  interface Attempt {
    Future<RelayEnd> open(String visitor, EventLoop loop);
  }

  /** Where a name is now: how to get there. */
  record Found(Held held, Attempt attempt) {}

  /** Knows where names are. */
  interface Finder {
    /**
     * Looks again for a name that is not where it was.
     *
     * @return empty: nobody has it, or under other rules
     */
    CompletableFuture<Optional<Found>> again(Held wrong);

    /** Whether it still is there, as far as is known. */
    boolean isStill(Held held);

    /** Who hears of changes. */
    NameChanges changes();
  }

  private Pursuit(String visitor, EventLoop loop, Finder finder, Held held) {
    this.visitor = visitor;
    this.loop = loop;
    this.finder = finder;
    this.held = held;
    this.awaited = loop.newPromise();
  }

  /**
   * Begins where the name is believed to be.
   *
   * @param visitor "ip:port"
   */
  static Future<RelayEnd> begin(Found first, Finder finder, String visitor, EventLoop loop) {
    Pursuit pursuit = new Pursuit(visitor, loop, finder, first.held());
    String name = first.held().name();
    finder.changes().add(name, pursuit.changed);
    pursuit.awaited.addListener(done -> pursuit.ended(name));
    if (loop.inEventLoop()) {
      pursuit.attempt(first.attempt());
    } else {
      loop.execute(() -> pursuit.attempt(first.attempt()));
    }
    return pursuit.awaited;
  }

  private void ended(String name) {
    finder.changes().remove(name, changed);
    if (opening != null && awaited.isCancelled()) {
      opening.cancel(false);
    }
  }

  private void attempt(Attempt attempt) {
    if (awaited.isDone()) {
      return; // the visitor has left
    }
    Future<RelayEnd> begun = attempt.open(visitor, loop);
    opening = begun;
    begun.addListener((Future<RelayEnd> done) -> run(() -> settle(done)));
  }

  private void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  private void settle(Future<RelayEnd> done) {
    if (!done.equals(opening)) {
      if (done.isSuccess()) { // given up meanwhile
        done.getNow().reset();
      }
    } else if (done.isSuccess()) {
      Opening.give(done.getNow(), awaited);
    } else if (!awaited.isDone()) {
      failed(done.cause());
    }
  }

  /** The owner's word on its service is the last. */
  private void failed(Throwable cause) {
    boolean isOfTheService =
        cause instanceof BusyException || cause instanceof ServiceDownException;
    if (isOfTheService || moves >= MOST_MOVES) {
      boolean unused = awaited.tryFailure(cause);
    } else {
      follow(cause);
    }
  }

  /** Somebody has the name now, perhaps the one who is asked already. On any thread. */
  private void changed() {
    loop.execute(
        () -> {
          if (!awaited.isDone() && opening != null && moves < MOST_MOVES && !finder.isStill(held)) {
            follow(new ClosedChannelException());
          }
        });
  }

  private void follow(Throwable cause) {
    moves++;
    Future<RelayEnd> before = opening;
    opening = null;
    if (before != null) {
      before.cancel(false);
    }
    var unused =
        finder
            .again(held)
            .exceptionally(failure -> Optional.empty())
            .thenAccept(found -> run(() -> go(found, cause)));
  }

  private void go(Optional<Found> found, Throwable cause) {
    if (found.isEmpty()) {
      boolean unused = awaited.tryFailure(cause);
      return;
    }
    held = found.get().held();
    attempt(found.get().attempt());
  }
}
