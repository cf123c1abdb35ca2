package org.ngrokd.server.cli.admin;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/**
 * Asks the server again and again, on a thread of its own: whoever is at the keys never waits for
 * it. Safe from any thread.
 */
final class Asking {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Function<String, byte[]> server;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wished = lock.newCondition();
  private Wish wish;
  private boolean isNew;
  private volatile Seen seen = Seen.NOTHING;

  /**
   * @param server what is said to a GET of this path
   */
  Asking(Function<String, byte[]> server, Wish wish) {
    this.server = server;
    this.wish = wish;
  }

  void start() {
    Thread thread = new Thread(this::run, "ngrokd-top-asks");
    thread.setDaemon(true);
    thread.start();
  }

  Seen seen() {
    return seen;
  }

  Wish wish() {
    lock.lock();
    try {
      return wish;
    } finally {
      lock.unlock();
    }
  }

  /** Something else is wanted, and at once. */
  void want(Wish other) {
    lock.lock();
    try {
      if (!wish.equals(other)) {
        wish = other;
        isNew = true;
        wished.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look(taken());
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Wish taken() {
    lock.lock();
    try {
      isNew = false;
      return wish;
    } finally {
      lock.unlock();
    }
  }

  private void pause() throws InterruptedException {
    lock.lock();
    try {
      long left = PAUSE.toNanos();
      while (!isNew && left > 0) {
        left = wished.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void look(Wish wanted) throws InterruptedException {
    try {
      JsonValue list = Json.read(server.apply(wanted.target()));
      JsonValue status = Json.read(server.apply("/v1/status"));
      List<JsonValue> rows =
          list.get(wanted.subject()).elements().stream().skip(wanted.first()).toList();
      seen = new Seen(status, rows, wanted.subject(), (int) Amounts.of(list.get("all")), "");
    } catch (UserException | IllegalArgumentException e) {
      seen = seen.but(String.valueOf(e.getMessage()));
      TimeUnit.MILLISECONDS.sleep(200); // also when keys are pressed without end
    }
  }
}
