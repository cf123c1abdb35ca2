package org.ngrokd.server.limits;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the tunnels of one control connection take. Whoever takes something gives it back. Safe from
 * any thread; its lock is held briefly.
 */
public final class TunnelPlaces {
  /**
   * Memory for the settings of one client's tunnels and for its requests that wait, in bytes: some
   * 10,000 tunnels without lists of networks, or 16 with the longest.
   */
  static final long MOST_SETTINGS = 4L * 1024 * 1024;

  private final TunnelGate gate;
  private final AddressBlock address;
  private final Deque<Runnable> names = new ArrayDeque<>();
  private final Deque<Runnable> ports = new ArrayDeque<>();
  private int open;
  private long settings;

  TunnelPlaces(TunnelGate gate, AddressBlock address) {
    this.gate = gate;
    this.address = address;
  }

  /** Any number of tunnels. */
  public static TunnelPlaces unlimited() {
    return TunnelGate.open().client(new AddressBlock(InetAddress.getLoopbackAddress()));
  }

  /**
   * Takes a place for one tunnel, or says why there is none.
   *
   * @param isPort whether it is a tcp tunnel, which listens on a port of its own
   */
  public synchronized Optional<String> refusal(boolean isPort) {
    if (gate.perClient() > 0 && open >= gate.perClient()) {
      return refused(
          Limit.CLIENT_TUNNELS,
          "This server allows a client "
              + gate.perClient()
              + " tunnels (its -maxTunnelsPerClient), each protocol counts: close some first");
    }
    Runnable port = isPort ? take(gate.ports()) : () -> {};
    if (port == null) {
      return refused(
          Limit.TCP_PORTS,
          "This server has no public port left for your address: it has "
              + gate.ports().most()
              + " in all and "
              + gate.ports().mostEach()
              + " for one address (an eighth of its file descriptors). Close some tcp tunnels, or"
              + " ask its admin to allow it more file descriptors");
    }
    Runnable name = take(gate.tunnels());
    if (name == null) {
      port.run();
      return refused(
          Limit.TUNNELS,
          "This server has no tunnel left for your address: it allows "
              + gate.tunnels().most()
              + " in all and "
              + gate.tunnels().mostEach()
              + " for one address (its -maxTunnels)");
    }
    open++;
    names.add(name);
    ports.addAll(isPort ? List.of(port) : List.of());
    return Optional.empty();
  }

  /** Notes that a request was refused for its length. */
  public void noteTooLong(String refusal) {
    gate.reached(Limit.MESSAGE_FIELDS, address, refusal);
  }

  private Optional<String> refused(Limit limit, String refusal) {
    gate.reached(limit, address, refusal);
    return Optional.of(refusal);
  }

  private @Nullable Runnable take(TunnelGate.Shares shares) {
    Places.Place place = shares.all().take();
    Runnable each = place == null ? null : shares.each().take(address);
    if (place != null && each == null) {
      place.leave();
    }
    return each == null || place == null
        ? null
        : () -> {
          each.run();
          place.leave();
        };
  }

  /** Gives the place of one tunnel back. */
  public synchronized void closed(boolean isPort) {
    open--;
    names.remove().run();
    if (isPort) {
      ports.remove().run();
    }
  }

  /**
   * Takes memory for the settings of a request and its tunnels.
   *
   * @param bytes about as many as it takes
   * @return why there is none; empty when it is taken
   */
  public synchronized Optional<String> hold(long bytes) {
    if (settings + bytes > MOST_SETTINGS) {
      return refused(
          Limit.TUNNEL_SETTINGS,
          "The settings of your tunnels take more memory than this server has for one client ("
              + MOST_SETTINGS / 1024
              + " KiB): name fewer networks, or close tunnels first");
    }
    if (!gate.hold(bytes)) {
      return refused(
          Limit.TUNNEL_SETTINGS,
          "The settings of all tunnels take as much memory as this server has for them: name fewer"
              + " networks, or try again later");
    }
    settings += bytes;
    return Optional.empty();
  }

  /** Gives it back. */
  public synchronized void letGo(long bytes) {
    settings -= bytes;
    gate.letGo(bytes);
  }
}
