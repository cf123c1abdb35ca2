package org.ngrokd.client.inspect;

import org.ngrokd.client.service.Visit;
import org.ngrokd.client.service.VisitObserver;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.streams.relay.RelayEnd;

/** Counts all visitors, and looks at the HTTP of those that may be looked at. Any thread. */
public final class TrafficWatch implements VisitObserver {
  private final Traffic traffic;
  private final Inspector inspector;

  public TrafficWatch(Traffic traffic, Inspector inspector) {
    this.traffic = traffic;
    this.inspector = inspector;
  }

  @Override
  public RelayEnd watch(Service service, Visit visit) {
    TunnelTraffic counts = traffic.of(service.tunnel(), service.protocol());
    if (visit.end() instanceof ReplayEnd replay) {
      return inspector.tappedReplay(replay, visit.loop(), service.local(), counts);
    }
    RelayEnd metered = counts.metered(visit.end());
    boolean isLookedAt = inspector.isOn() && service.isInspected() && service.isHttp();
    return isLookedAt
        ? inspector.tapped(metered, visit.loop(), origin(service, visit), service.local(), counts)
        : metered;
  }

  @Override
  public boolean isItsOwn(Visit visit) {
    return visit.end() instanceof ReplayEnd;
  }

  private static Origin origin(Service service, Visit visit) {
    return new Origin(
        service.tunnel(), service.protocol(), visit.url(), visit.clientAddr(), "", false);
  }
}
