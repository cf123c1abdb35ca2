package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.Tunnel;

/**
 * What passes for each account: the first {@value #MOST} that have any, all others together. Safe
 * from any thread.
 */
final class AccountFigures implements Figures {
  static final int MOST = 1000;

  /** No account can be called so. */
  private static final String OTHERS = "(others)";

  private static final String NOBODY = "(none)";

  private final Map<String, Count> byAccount = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger(MOST);

  /** What one account has had. */
  static final class Count {
    private final LongAdder connections = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void connected() {
      connections.increment();
    }

    void requested() {
      requests.increment();
    }

    void passed(long fromVisitor, long toVisitor) {
      received.add(fromVisitor);
      sent.add(toVisitor);
    }
  }

  /** That of a tunnel's account. */
  Count of(Tunnel tunnel) {
    String account =
        tunnel
            .claim()
            .holder()
            .about()
            .map(Holder.About::account)
            .filter(a -> !a.isEmpty())
            .orElse(NOBODY);
    Count known = byAccount.get(account);
    if (known != null) {
      return known;
    }
    boolean hasPlace = places.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    return byAccount.computeIfAbsent(hasPlace ? account : OTHERS, first -> new Count());
  }

  @Override
  public List<MetricSnapshot> now() {
    Metric.Counters connections =
        Metric.counters("account_connections", "Visitors' connections to an account's tunnels.");
    Metric.Counters requests =
        Metric.counters("account_requests", "Requests to an account's tunnels.");
    Metric.Counters received =
        Metric.counters("account_received_bytes", "Bytes from visitors of an account's tunnels.");
    Metric.Counters sent =
        Metric.counters("account_sent_bytes", "Bytes to visitors of an account's tunnels.");
    byAccount.forEach(
        (account, count) -> {
          connections.add(count.connections.sum(), "account", account);
          requests.add(count.requests.sum(), "account", account);
          received.add(count.received.sum(), "account", account);
          sent.add(count.sent.sum(), "account", account);
        });
    return List.of(connections.made(), requests.made(), received.made(), sent.made());
  }
}
