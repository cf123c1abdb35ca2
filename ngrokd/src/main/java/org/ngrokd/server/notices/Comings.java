package org.ngrokd.server.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.notices.Subject.Details;

/**
 * What has come and gone, from one look to the next. What comes back before it was told to be away
 * makes no noise. Nor does what comes within that time after the start: that are those who had to
 * connect anew because the server was. Used by one thread.
 */
final class Comings {
  private final Duration debounce;
  private final LongSupplier nanos;
  private final long begin;
  private final Map<Subject, Known> known = new HashMap<>();

  /** One that somebody was told of, or that was there at the start. */
  private static final class Known {
    private Details details;
    private @Nullable Long awaySince;

    Known(Details details) {
      this.details = details;
    }
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  Comings(Duration debounce, LongSupplier nanos) {
    this.debounce = debounce;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
  }

  /**
   * Looks.
   *
   * @param present all that are there
   * @return what is to be told
   */
  List<Notice> look(Map<Subject, Details> present, Instant at) {
    long now = nanos.getAsLong();
    List<Notice> told = new ArrayList<>();
    boolean isStart = now - begin < debounce.toNanos();
    present.forEach(
        (subject, details) -> {
          Known before = known.get(subject);
          if (before == null) {
            known.put(subject, new Known(details));
            if (!isStart) {
              told.add(notice(subject, details, true, at));
            }
          } else {
            before.details = details;
            before.awaySince = null;
          }
        });
    gone(present, now, at, told);
    return told;
  }

  private void gone(Map<Subject, Details> present, long now, Instant at, List<Notice> told) {
    Iterator<Map.Entry<Subject, Known>> each = known.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Subject, Known> entry = each.next();
      Known one = entry.getValue();
      if (present.containsKey(entry.getKey())) {
        continue;
      }
      if (one.awaySince == null) {
        one.awaySince = now;
      }
      if (now - one.awaySince >= debounce.toNanos()) {
        told.add(notice(entry.getKey(), one.details, false, at));
        each.remove();
      }
    }
  }

  private static Notice notice(Subject subject, Details details, boolean isOnline, Instant at) {
    return new Notice(UUID.randomUUID().toString(), subject, details, isOnline, at);
  }
}
