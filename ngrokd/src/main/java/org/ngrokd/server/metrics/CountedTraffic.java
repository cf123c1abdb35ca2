package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.MuxEvents;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.streams.net.ConnectionId;

/**
 * Counts what visitors do and what carries them, where somebody wants to know. Safe from any
 * thread.
 */
public final class CountedTraffic implements EdgeEvents, Figures {
  private final VisitFigures visits = new VisitFigures();
  private final MuxFigures mux = new MuxFigures();
  private final Optional<AccountFigures> accounts;
  private final Set<CountedVisit> copied = ConcurrentHashMap.newKeySet();

  /**
   * @param byAccount whether it is counted for each account, too
   */
  public CountedTraffic(boolean byAccount) {
    this.accounts = byAccount ? Optional.of(new AccountFigures()) : Optional.empty();
  }

  @Override
  public Visit opened(TunnelProtocol listener, @Nullable SocketAddress peer, ConnectionId id) {
    return new CountedVisit(listener, visits, accounts, copied);
  }

  /** Who counts connections that carry many streams. */
  public MuxEvents mux() {
    return mux;
  }

  @Override
  public List<MetricSnapshot> now() {
    copied.forEach(CountedVisit::settle);
    List<MetricSnapshot> all = new ArrayList<>(visits.now());
    all.addAll(mux.now());
    accounts.ifPresent(each -> all.addAll(each.now()));
    return all;
  }
}
