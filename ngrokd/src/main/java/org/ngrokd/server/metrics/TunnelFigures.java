package org.ngrokd.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.relay.ActiveRelays;

/** The open tunnels, and what runs through them. */
public final class TunnelFigures implements Figures {
  private final TunnelRegistry tunnels;
  private final ActiveRelays relays;

  public TunnelFigures(TunnelRegistry tunnels, ActiveRelays relays) {
    this.tunnels = tunnels;
    this.relays = relays;
  }

  @Override
  public List<MetricSnapshot> now() {
    Map<TunnelProtocol, Integer> open = new EnumMap<>(TunnelProtocol.class);
    for (Tunnel tunnel : tunnels.open()) {
      open.merge(tunnel.url().protocol(), 1, Integer::sum);
    }
    Metric.Gauges gauge = Metric.gauges("tunnels", "Open tunnels.");
    for (TunnelProtocol protocol : TunnelProtocol.values()) {
      gauge.add(open.getOrDefault(protocol, 0), "protocol", protocol.wireName());
    }
    return List.of(
        gauge.made(), Metric.gauge("relays", "Relays that are running.", relays.count()));
  }
}
