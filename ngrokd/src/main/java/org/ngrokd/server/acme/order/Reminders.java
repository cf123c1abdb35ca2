package org.ngrokd.server.acme.order;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When a renewal that fails is told of: at once, when a third, and when a tenth of what was left
 * then is left. Used by one thread.
 */
final class Reminders {
  private final Map<String, Trouble> troubles = new HashMap<>();

  /** Since when renewing has failed, and how often that was told. */
  private record Trouble(Instant since, Instant end, int told) {}

  /**
   * A renewal has failed.
   *
   * @param end of the certificate in use
   * @return whether that is worth a line now
   */
  boolean failed(String name, Instant now, Instant end) {
    Trouble before = troubles.get(name);
    if (before == null || !before.end().equals(end)) {
      troubles.put(name, new Trouble(now, end, 1));
      return true;
    }
    Duration whole = Duration.between(before.since(), end);
    Duration left = Duration.between(now, end);
    int due = 1;
    due += left.compareTo(whole.dividedBy(3)) <= 0 ? 1 : 0;
    due += left.compareTo(whole.dividedBy(10)) <= 0 ? 1 : 0;
    if (due <= before.told()) {
      return false;
    }
    troubles.put(name, new Trouble(before.since(), end, due));
    return true;
  }

  /** Forgets all others. */
  void retain(Set<String> names) {
    troubles.keySet().retainAll(names);
  }

  void worked(String name) {
    troubles.remove(name);
  }
}
