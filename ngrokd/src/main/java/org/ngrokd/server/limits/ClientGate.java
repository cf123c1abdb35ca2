package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.net.PeerAddress;
import org.ngrokd.server.limits.Places.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets clients in as long as there are not too many. Each place is free again when the client's
 * channel closes, or earlier where a method says so. Safe from any thread.
 */
public final class ClientGate {
  private static final AttributeKey<Place> UNIDENTIFIED =
      AttributeKey.valueOf(ClientGate.class, "unidentified");
  private static final AttributeKey<Runnable> CONTROL =
      AttributeKey.valueOf(ClientGate.class, "control");

  private static final Logger LOG = LoggerFactory.getLogger(ClientGate.class);

  private final FloodLimits.Clients limits;
  private final Places unauthenticated;
  private final PlacesByAddress controls;
  private final Places waiting;
  private final FloodReports reports;

  public ClientGate(FloodLimits.Clients limits, FloodReports reports) {
    this.limits = limits;
    this.unauthenticated = new Places(limits.unauthenticated());
    this.controls = new PlacesByAddress(limits.controlsPerAddress());
    this.waiting = new Places(limits.proxiesWaiting());
    this.reports = reports;
  }

  /** Without limits. */
  public static ClientGate open() {
    FloodLimits.Clients none =
        new FloodLimits.Clients(0, FloodLimits.Clients.DEFAULT.firstMessage(), 0, 0, 0);
    return new ClientGate(none, new FloodReports(new LimitCounters()));
  }

  /** Lets a new connection in until it is {@link #identified}; false when too many are not. */
  public boolean admit(Channel client) {
    Place place = unauthenticated.take();
    if (place == null) {
      if (reports.reached(Limit.UNAUTHENTICATED, "")) {
        LOG.warn(
            "Refused (peer {}): {} connections on the tunnel port have not said who they are, which"
                + " is the limit (-maxUnauthenticated)",
            PeerAddress.of(client),
            limits.unauthenticated());
      }
      return false;
    }
    client.attr(UNIDENTIFIED).set(place);
    client.closeFuture().addListener(closed -> place.leave());
    return true;
  }

  /** It is now known what this connection is for. */
  public void identified(Channel client) {
    Place place = client.attr(UNIDENTIFIED).getAndSet(null);
    if (place != null) {
      place.leave();
    }
  }

  /**
   * Lets this control connection in.
   *
   * @return what its client is told when its address has enough of them; empty when it is in
   */
  public Optional<String> refusalOfControl(Channel control) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(control));
    Runnable leaving = address == null ? null : controls.take(address);
    if (address != null && leaving == null) {
      tellRefusedControl(control, address);
      return Optional.of(
          "Too many clients at your address: the server allows "
              + limits.controlsPerAddress()
              + " (its -maxControlsPerIp)");
    }
    if (leaving != null) {
      control.attr(CONTROL).set(leaving);
      control.closeFuture().addListener(closed -> leaving.run());
    }
    return Optional.empty();
  }

  private void tellRefusedControl(Channel control, AddressBlock address) {
    if (reports.reached(Limit.CONTROLS_PER_ADDRESS, address.toString())) {
      LOG.warn(
          "Refused (peer {}): {} has {} control connections, which is the limit for one address"
              + " (-maxControlsPerIp)",
          PeerAddress.of(control),
          address,
          limits.controlsPerAddress());
    }
  }

  /** This control connection is about to close: its successor need not wait for its place. */
  public void controlEnds(Channel control) {
    Runnable leaving = control.attr(CONTROL).getAndSet(null);
    if (leaving != null) {
      leaving.run();
    }
  }

  /** Lets a visitor wait for a proxy connection; null when too many wait already. */
  public @Nullable Place admitWaiting() {
    Place place = waiting.take();
    if (place == null && reports.reached(Limit.PROXIES_WAITING, "")) {
      LOG.warn(
          "{} visitors wait for a proxy connection, which is the limit (-maxWaiting): more are"
              + " turned away until clients open some",
          limits.proxiesWaiting());
    }
    return place;
  }

  public FloodLimits.Clients limits() {
    return limits;
  }

  /** Counts, and says what of it is worth a line in the log. */
  public FloodReports reports() {
    return reports;
  }

  /** How many connections have not said who they are. */
  public int unauthenticated() {
    return unauthenticated.taken();
  }

  /** How many control connections there are. */
  public int controls() {
    return controls.total();
  }

  /** How many visitors wait for a proxy connection. */
  public int waiting() {
    return waiting.taken();
  }
}
