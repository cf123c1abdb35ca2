package org.ngrokd.server.ssh.screen;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ngrokd.kit.text.Printable;

/**
 * What visitors of one connection's tunnels do: the last of it, and counts of all. It grows to some
 * 50 KiB at most. Safe from any thread.
 */
public final class Traffic {
  /** As many as the largest window has lines. */
  private static final int MOST = 100;

  /** Characters of a method. */
  private static final int METHOD = 24;

  /** Characters of a target, which nobody reads to its end on a screen. */
  private static final int TARGET = 200;

  private final Supplier<Instant> clock;
  private final LongSupplier nanos;
  private final Deque<Entry> last = new ArrayDeque<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long total;
  private long open;
  private long fromVisitors;
  private long toVisitors;

  public Traffic() {
    this(Instant::now, System::nanoTime);
  }

  /**
   * One with clocks of its own.
   *
   * @param nanos what passes between two looks at it is how long something took
   */
  Traffic(Supplier<Instant> clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * One visit.
   *
   * @param what the method, or the protocol of a connection
   * @param target of the request, or whose connection it is
   * @param status 0: not known
   * @param took until now, while it is under way
   */
  record Seen(Instant at, String what, String target, int status, State state, Duration took) {}

  /** How a visit stands. */
  enum State {
    UNDER_WAY,
    ENDED,
    BROKEN
  }

  /**
   * What there is to be seen at one moment.
   *
   * @param last the newest first
   * @param fromVisitors bytes of what has ended
   * @param toVisitors bytes in the same way
   */
  record Sight(List<Seen> last, long total, long open, long fromVisitors, long toVisitors) {}

  /** Runs it after each change, on any thread. It has to be quick. */
  void listen(Runnable changed) {
    listeners.add(changed);
  }

  void ignore(Runnable changed) {
    listeners.remove(changed);
  }

  boolean isWatched() {
    return !listeners.isEmpty();
  }

  /** A visit has begun. */
  public Entry began(String what, String target) {
    Entry entry = new Entry(shown(what, METHOD), shown(target, TARGET));
    synchronized (this) {
      total++;
      open++;
      last.addFirst(entry);
      if (last.size() > MOST) {
        last.removeLast();
      }
    }
    changed();
    return entry;
  }

  /** A copy, so that what is cut off is not kept. */
  private static String shown(String text, int most) {
    return Printable.dotted(text.length() > most ? text.substring(0, most) + "…" : text);
  }

  /** Forgets the visits that have ended; the counts stay. */
  void clear() {
    synchronized (this) {
      last.removeIf(entry -> entry.state != State.UNDER_WAY);
    }
    changed();
  }

  /** What there is to be seen, no more than so many visits. */
  synchronized Sight sight(int most) {
    List<Seen> seen = new ArrayList<>(Math.min(most, last.size()));
    Iterator<Entry> newest = last.iterator();
    while (seen.size() < most && newest.hasNext()) {
      seen.add(newest.next().seen());
    }
    return new Sight(seen, total, open, fromVisitors, toVisitors);
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /** One visit, told by whoever serves it, on one thread after the other. */
  public final class Entry {
    private final Instant at = clock.get();
    private final long start = nanos.getAsLong();
    private final String what;
    private final String target;
    private long end;
    private int status;
    private State state = State.UNDER_WAY;

    private Entry(String what, String target) {
      this.what = what;
      this.target = target;
    }

    /** What it is answered with. */
    void answered(int code) {
      synchronized (Traffic.this) {
        status = code;
      }
      changed();
    }

    /**
     * It is over; told once.
     *
     * @param isWhole false when it broke off
     */
    public void ended(long fromVisitor, long toVisitor, boolean isWhole) {
      synchronized (Traffic.this) {
        end = nanos.getAsLong();
        state = isWhole ? State.ENDED : State.BROKEN;
        open--;
        fromVisitors += fromVisitor;
        toVisitors += toVisitor;
      }
      changed();
    }

    private Seen seen() {
      long until = state == State.UNDER_WAY ? nanos.getAsLong() : end;
      return new Seen(at, what, target, status, state, Duration.ofNanos(until - start));
    }
  }
}
