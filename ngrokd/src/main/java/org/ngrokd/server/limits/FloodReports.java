package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log readable in a flood: each limit, and each kind of junk, is told once a minute for
 * each address, and for no more than {@value #ADDRESSES} addresses; the rest is counted and told in
 * one line at the minute's end.
 *
 * <p>Safe from any thread.
 */
public final class FloodReports {
  /** Addresses for which a limit is told in a minute. Programs like fail2ban act on these lines. */
  static final int ADDRESSES = 50;

  private static final Logger LOG = LoggerFactory.getLogger(FloodReports.class);

  private final LimitCounters counters;
  private final Map<Limit, Minute> minutes = new EnumMap<>(Limit.class);
  private final Map<Junk, Minute> junk = new EnumMap<>(Junk.class);

  public FloodReports(LimitCounters counters) {
    this.counters = counters;
  }

  private static final class Minute {
    private final Set<String> told = new HashSet<>();
    private long untold;

    boolean isWorthALine(String who) {
      boolean tell = !told.contains(who) && told.size() < ADDRESSES && told.add(who);
      untold += tell ? 0 : 1;
      return tell;
    }
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
      return minutes.computeIfAbsent(limit, first -> new Minute()).isWorthALine(who);
    }
  }

  /**
   * Notes that a connection led to nothing.
   *
   * @return whether that is worth a line in the log
   */
  public boolean junk(Junk kind, Channel connection) {
    counters.junk(kind);
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(connection));
    synchronized (this) {
      return junk.computeIfAbsent(kind, first -> new Minute())
          .isWorthALine(address == null ? "" : address.toString());
    }
  }

  /** The same for connections that fail. */
  public FailureHandler.News news() {
    return (kind, connection) ->
        switch (kind) {
          case NOT_TLS -> junk(Junk.NOT_TLS, connection);
          case TLS_FAILED -> junk(Junk.TLS_FAILED, connection);
          case EXPLAINED -> junk(Junk.CERTIFICATE_REFUSED, connection);
          case TIMED_OUT -> junk(Junk.TIMED_OUT, connection);
          case RULE_BROKEN -> junk(Junk.RULE_BROKEN, connection);
          case LOST, BUG -> true;
        };
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
    junk.forEach(
        (kind, minute) -> {
          if (minute.untold > 0) {
            LOG.info("{} more connections {} within the last minute", minute.untold, kind.did());
          }
        });
    junk.clear();
  }
}
