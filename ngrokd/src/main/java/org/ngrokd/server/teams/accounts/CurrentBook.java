package org.ngrokd.server.teams.accounts;

import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The book of accounts as the database has it, not older than the last look. Whoever wants to know
 * now shares the question with all who want to know at the same time: however many ask, the
 * database is asked once at a time. Safe from any thread.
 */
final class CurrentBook {
  /** So long is good what was good, while the database does not answer. */
  static final Duration GOOD_FOR = Duration.ofMinutes(1);

  /**
   * Between two looks: at least so long, and four times as long as the last one took, so that
   * neither strangers nor many changes keep a thread busy; but nobody waits longer than that.
   */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(20);

  private static final Duration MOST_PAUSE = Duration.ofMillis(500);
  private static final int PAUSES = 4;

  private static final Logger LOG = LoggerFactory.getLogger(CurrentBook.class);

  private final Store store;
  private final Ticker ticker;
  private final Consumer<Book> renewed;
  private volatile Book book;
  private volatile long confirmed;
  private @Nullable CompletableFuture<Book> running;
  private @Nullable CompletableFuture<Book> next;

  /**
   * Reads the book for the first time, and waits for it.
   *
   * @param renewed hears of each that takes the place of another
   */
  CurrentBook(Store store, Ticker ticker, Consumer<Book> renewed) {
    this.store = store;
    this.ticker = ticker;
    this.renewed = renewed;
    this.confirmed = ticker.nanoTime();
    this.book = store.now(Book::read);
  }

  /** The last one, however old. */
  Book last() {
    return book;
  }

  /** The last one, if the database has confirmed it within a minute. */
  Optional<Book> good() {
    return ticker.nanoTime() - confirmed <= GOOD_FOR.toNanos()
        ? Optional.of(book)
        : Optional.empty();
  }

  /**
   * Asks the database, after this call.
   *
   * @return fails with what the store fails with
   */
  synchronized CompletableFuture<Book> look() {
    if (running == null) {
      CompletableFuture<Book> asked = new CompletableFuture<>();
      running = asked;
      ask(asked);
      return asked;
    }
    if (next == null) {
      next = new CompletableFuture<>();
    }
    return next;
  }

  private void ask(CompletableFuture<Book> asked) {
    long now = ticker.nanoTime();
    Book before = book;
    var unused =
        store
            .later(before::renewed)
            .whenComplete((read, failure) -> answered(asked, now, read, failure));
  }

  private void answered(
      CompletableFuture<Book> asked, long when, @Nullable Book read, @Nullable Throwable failure) {
    if (read != null) {
      take(read, when);
    }
    goOn(ticker.nanoTime() - when);
    if (read != null) {
      asked.complete(read);
    } else if (failure != null) {
      asked.completeExceptionally(Failures.unwrapped(failure)); // the store has told of it
    }
  }

  private void take(Book read, long when) {
    boolean isNew = read != book;
    book = read;
    confirmed = when;
    if (isNew) {
      try {
        renewed.accept(read);
      } catch (RuntimeException e) { // or nobody would ever look again
        LOG.error("Changed accounts were not taken up", e);
      }
    }
  }

  /**
   * @param took the last look, in nanoseconds
   */
  private synchronized void goOn(long took) {
    CompletableFuture<Book> waiting = next;
    running = waiting;
    next = null;
    if (waiting != null) {
      long pause = Math.max(LEAST_PAUSE.toNanos(), Math.min(MOST_PAUSE.toNanos(), took * PAUSES));
      CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS).execute(() -> ask(waiting));
    }
  }
}
