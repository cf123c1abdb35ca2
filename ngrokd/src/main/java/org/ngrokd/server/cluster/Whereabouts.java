package org.ngrokd.server.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;

/**
 * Where names are that somebody has asked for: what the engine has said, kept right by what it
 * tells of changes. That nobody has a name holds for a second. What is asked meanwhile goes
 * together into the next question; there is one at a time. Where the engine does not answer, what
 * was known before is still known. Safe from any thread.
 */
final class Whereabouts {
  private static final Duration ABSENT = Duration.ofSeconds(1);

  /** For changes that nobody was told of, against all rules. */
  private static final Duration PRESENT = Duration.ofMinutes(1);

  private static final int AT_ONCE = 500;

  /** Names that wait for the next questions; who asks for more hears that nobody has them. */
  private static final int MOST_WAITING = 20_000;

  /** About 60 MB. */
  private static final int MOST_SEEN = 200_000;

  private final Engine engine;
  private final LongSupplier nanos;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> waiting = new LinkedHashMap<>();
  private final Map<String, Optional<Held>> changed = new HashMap<>();
  private boolean isAsking;

  private record Seen(Optional<Held> held, long until) {}

  Whereabouts(Engine engine, LongSupplier nanos) {
    this.engine = engine;
    this.nanos = nanos;
  }

  /** Who has it, as far as is known. */
  Optional<Held> find(String name) {
    Seen known = seen.get(name);
    return known == null ? Optional.empty() : known.held();
  }

  /** Whether what is known is new enough. */
  boolean isKnown(String name) {
    Seen known = seen.get(name);
    return known != null && nanos.getAsLong() - known.until() < 0;
  }

  /** How many names are known of. */
  int size() {
    return seen.size();
  }

  /** Done when it has been asked for, whatever it came to. */
  CompletableFuture<Void> ask(String name) {
    CompletableFuture<Void> awaited;
    synchronized (waiting) {
      CompletableFuture<Void> already = waiting.get(name);
      if (already != null) {
        return already;
      }
      if (waiting.size() >= MOST_WAITING) {
        return CompletableFuture.completedFuture(null);
      }
      awaited = new CompletableFuture<>();
      waiting.put(name, awaited);
    }
    askNext();
    return awaited;
  }

  private void askNext() {
    Map<String, CompletableFuture<Void>> asked = new HashMap<>();
    synchronized (waiting) {
      if (isAsking || waiting.isEmpty()) {
        return;
      }
      isAsking = true;
      changed.clear();
      var left = waiting.entrySet().iterator();
      while (left.hasNext() && asked.size() < AT_ONCE) {
        var each = left.next();
        asked.put(each.getKey(), each.getValue());
        left.remove();
      }
    }
    var unused =
        engine
            .locate(asked.keySet())
            .whenComplete(
                (held, failure) -> {
                  if (failure == null) {
                    learn(asked.keySet(), held);
                  }
                  synchronized (waiting) {
                    isAsking = false;
                  }
                  asked.values().forEach(each -> each.complete(null));
                  askNext();
                });
  }

  /** What has changed since it was asked is newer than the answer. */
  private void learn(Set<String> asked, List<Held> answer) {
    Map<String, Held> held = new HashMap<>();
    answer.forEach(each -> held.put(each.name(), each));
    synchronized (waiting) {
      asked.forEach(name -> learn(name, Optional.ofNullable(held.get(name))));
    }
  }

  private void learn(String name, Optional<Held> answer) {
    Optional<Held> change = changed.get(name);
    if (change == null) {
      put(name, answer);
    } else if (change.isPresent()) {
      put(name, answer.filter(held -> held.epoch() > change.get().epoch()).or(() -> change));
    }
  }

  private void put(String name, Optional<Held> held) {
    if (seen.size() >= MOST_SEEN) {
      seen.values().removeIf(each -> each.held().isEmpty());
      if (seen.size() >= MOST_SEEN) {
        seen.clear();
      }
    }
    Duration length = held.isEmpty() ? ABSENT : PRESENT;
    seen.put(name, new Seen(held, nanos.getAsLong() + length.toNanos()));
  }

  /** Somebody has got a name; what nobody has asked for, or asks for now, is not kept. */
  void held(Held held) {
    synchronized (waiting) {
      noteChange(held.name(), Optional.of(held));
      Seen known = seen.get(held.name());
      boolean isNews = known != null && known.held().map(Held::epoch).orElse(0L) < held.epoch();
      if (isNews) {
        put(held.name(), Optional.of(held));
      }
    }
  }

  /** Nobody has it any more. */
  void freed(String name) {
    synchronized (waiting) {
      noteChange(name, Optional.empty());
      seen.remove(name);
    }
  }

  /** Only an answer under way may be older than it. */
  private void noteChange(String name, Optional<Held> now) {
    if (isAsking) {
      changed.put(name, now);
    }
  }

  /** A node is gone. */
  void gone(String node) {
    seen.values()
        .removeIf(each -> each.held().filter(held -> held.node().equals(node)).isPresent());
  }

  /** What is known of a name was wrong. */
  void forget(Held wrong) {
    seen.computeIfPresent(
        wrong.name(), (name, known) -> known.held().equals(Optional.of(wrong)) ? null : known);
  }

  /** Something may not have been told. */
  void forgetAll() {
    seen.clear();
  }
}
