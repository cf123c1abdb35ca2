package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ngrokd.server.cluster.engine.Held;

/**
 * Names that this server has got lately, also those that it has given back: a node that the engine
 * could not tell of them hears of them from here before it goes on. Safe from any thread.
 */
final class Taken {
  /** In leases. Who has not heard for longer has not gone on. */
  private static final int KEPT = 3;

  /** Some 5 MB. */
  static final int MOST = 20_000;

  private final long kept;
  private final LongSupplier nanos;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long last;
  private long lastDropped;

  private record Entry(long number, Name name, long at) {}

  /**
   * A name.
   *
   * @param held by epoch 0: perhaps, for nobody knows whether that claim was done
   * @param owner of the claim
   */
  record Name(Held held, String owner) {}

  /**
   * What is new.
   *
   * @param last to be asked with the next time
   */
  record News(long last, List<Name> names) {}

  /**
   * @param lease its length
   */
  Taken(Duration lease, LongSupplier nanos) {
    this.kept = lease.toNanos() * KEPT;
    this.nanos = nanos;
  }

  synchronized void add(Held held, String owner) {
    last++;
    entries.add(new Entry(last, new Name(held, owner), nanos.getAsLong()));
    if (entries.size() > MOST) {
      lastDropped = entries.remove().number();
    }
  }

  /** The engine answers: what is old enough has been told by it. */
  synchronized void engineAnswers() {
    long now = nanos.getAsLong();
    while (!entries.isEmpty() && now - entries.peek().at() > kept) {
      entries.remove();
    }
    if (entries.isEmpty()) {
      lastDropped = 0;
    }
  }

  /**
   * What has come since.
   *
   * @param before the last that is known; 0: nothing is
   * @return empty when it was too much
   */
  synchronized Optional<News> since(long before) {
    if (before < lastDropped) {
      return Optional.empty();
    }
    List<Name> names =
        entries.stream().filter(each -> each.number() > before).map(Entry::name).toList();
    return Optional.of(new News(last, names));
  }
}
