package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.util.Optional;
import org.ngrokd.server.limits.FairPlaces.Place;
import org.ngrokd.streams.net.PeerAddress;
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

  private volatile FloodLimits.Clients limits;
  private final FairPlaces unauthenticated;
  private final PlacesByAddress controls;
  private final FairPlaces waiting;
  private final FloodReports reports;

  public ClientGate(FloodLimits.Clients limits, FloodReports reports) {
    this.limits = limits;
    this.unauthenticated = new FairPlaces(limits.unauthenticated(), this::tellUnknown);
    this.controls = new PlacesByAddress(limits.controlsPerAddress());
    this.waiting = new FairPlaces(limits.proxiesWaiting(), this::tellWaiting);
    this.reports = reports;
  }

  /** From now on these hold; whoever is in stays. */
  void change(FloodLimits.Clients other) {
    limits = other;
    unauthenticated.most(other.unauthenticated());
    controls.mostEach(other.controlsPerAddress());
    waiting.most(other.proxiesWaiting());
  }

  /** Without limits. */
  public static ClientGate open() {
    FloodLimits.Clients none =
        new FloodLimits.Clients(0, FloodLimits.Clients.DEFAULT.firstMessage(), 0, 0, 0);
    return new ClientGate(none, new FloodReports(new LimitCounters()));
  }

  /**
   * Lets a new connection in until it is {@link #identified}; false when too many are not, and none
   * of an address with more of them can make room.
   */
  public boolean admit(Channel client) {
    Place place = unauthenticated.take(holder(client), () -> turnAway(client));
    if (place == null) {
      if (reports.reached(Limit.UNAUTHENTICATED, PeerAddress.ip(client))) {
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

  /** Whose connection it is; those without an address are one's. */
  private static Object holder(Channel client) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(client));
    return address == null ? "unknown" : address;
  }

  /** With a reset, which leaves nothing behind in the system's tables. */
  private static void turnAway(Channel silent) {
    silent.config().setOption(ChannelOption.SO_LINGER, 0);
    silent.close().addListener(closed -> {});
  }

  private void tellUnknown(Object address, int held) {
    if (reports.reached(Limit.UNAUTHENTICATED_SHARE, address.toString())) {
      LOG.warn(
          "{} has {} of the {} connections on the tunnel port that have not said who they are"
              + " (-maxUnauthenticated): its oldest make room for others",
          address,
          held,
          limits.unauthenticated());
    }
  }

  private void tellWaiting(Object client, int held) {
    if (reports.reached(Limit.PROXIES_WAITING_SHARE, client.toString())) {
      LOG.warn(
          "A client at {} lets {} of the {} visitors wait that may (-maxWaiting): those who wait"
              + " longest make room for others' visitors",
          client,
          held,
          limits.proxiesWaiting());
    }
  }

  /** Makes a silent connection go, so that there is a file descriptor for this one. */
  boolean makeRoomFor(Channel client) {
    return unauthenticated.makeRoom(holder(client));
  }

  /** A client's first message is too long; that it is refused is in the log anyway. */
  public void tooLong() {
    reports.reached(Limit.MESSAGE_FIELDS);
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

  /**
   * Where the visitors of one client wait.
   *
   * @param control its control connection
   */
  public WaitingRoom waitingRoom(Channel control) {
    String address = PeerAddress.ip(control);
    return new WaitingRoom(waiting, address, () -> tellFull(address));
  }

  private void tellFull(String address) {
    if (reports.reached(Limit.PROXIES_WAITING, address)) {
      LOG.warn(
          "{} visitors wait for a proxy connection, which is the limit (-maxWaiting): more of those"
              + " that want the client at {} are turned away until it opens some",
          limits.proxiesWaiting(),
          address);
    }
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
