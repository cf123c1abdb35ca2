package org.ngrokd.server.limits;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log readable in a flood: each limit is told once a minute for each address, and for no
 * more than {@value #ADDRESSES} addresses; the rest is counted and told in one line at the minute's
 * end.
 *
 * <p>Safe from any thread.
 */
public final class FloodReports {
  /** Addresses for which a limit is told in a minute. Programs like fail2ban act on these lines. */
  static final int ADDRESSES = 50;

  private static final Logger LOG = LoggerFactory.getLogger(FloodReports.class);

  private final LimitCounters counters;
  private final Map<Limit, Minute> minutes = new EnumMap<>(Limit.class);

  public FloodReports(LimitCounters counters) {
    this.counters = counters;
  }

  private static final class Minute {
    private final Set<String> told = new HashSet<>();
    private long untold;
  }

  /**
   * Notes that a limit was reached.
   *
   * @param who the address, or "" when it is about all of them
   * @return whether that is worth a line in the log
   */
  public boolean reached(Limit limit, String who) {
    counters.reached(limit);
    synchronized (this) {
      Minute minute = minutes.computeIfAbsent(limit, first -> new Minute());
      boolean tell =
          minute.told.contains(who)
              ? false
              : minute.told.size() < ADDRESSES && minute.told.add(who);
      minute.untold += tell ? 0 : 1;
      return tell;
    }
  }

  /** Notes that a limit was reached for which there is a line in the log anyway. */
  void reached(Limit limit) {
    counters.reached(limit);
  }

  /** A minute is over. */
  public synchronized void minuteEnds() {
    minutes.forEach(
        (limit, minute) -> {
          if (minute.untold > 0) {
            LOG.warn(
                "The limit {} was reached {} times more within the last minute",
                limit.label(),
                minute.untold);
          }
        });
    minutes.clear();
  }
}
