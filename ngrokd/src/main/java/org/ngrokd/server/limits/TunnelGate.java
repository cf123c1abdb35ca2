package org.ngrokd.server.limits;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what tunnels take, in all and of each address: names, public ports, and memory for their
 * settings. Safe from any thread.
 */
public final class TunnelGate {
  /**
   * So much of anything is an address' at most, so that three others are not enough to take all.
   */
  private static final int SHARE = 4;

  /** So many file descriptors of all are for public ports: visitors and clients need the others. */
  private static final int PORTS_PART = 8;

  /** So much of the heap is for the settings of all tunnels. */
  private static final int SETTINGS_PART = 8;

  private static final Logger LOG = LoggerFactory.getLogger(TunnelGate.class);

  private volatile int perClient;
  private final long mostSettings;
  private final Shares tunnels;
  private final Shares ports;
  private final AtomicLong settings = new AtomicLong();
  private final FloodReports reports;

  /**
   * @param descriptors how many file descriptors the process may have
   * @param heap the largest heap, in bytes
   */
  TunnelGate(FloodLimits.Tunnels limits, long descriptors, long heap, FloodReports reports) {
    this.perClient = limits.perClient();
    this.mostSettings = heap / SETTINGS_PART;
    this.tunnels = new Shares(limits.total());
    this.ports = new Shares((int) Math.min(Integer.MAX_VALUE, descriptors / PORTS_PART));
    this.reports = reports;
  }

  /** From now on these hold; tunnels that are open stay. */
  void change(FloodLimits.Tunnels limits) {
    perClient = limits.perClient();
    tunnels.most(limits.total());
  }

  /** Without limits but for those of memory. */
  public static TunnelGate open() {
    return new TunnelGate(
        new FloodLimits.Tunnels(0, 0),
        Long.MAX_VALUE,
        Runtime.getRuntime().maxMemory(),
        new FloodReports(new LimitCounters()));
  }

  /** A number of places, and how many of them an address may have. */
  static final class Shares {
    private final Places all;
    private final PlacesByAddress each;
    private volatile int most;

    Shares(int most) {
      this.most = most;
      this.all = new Places(most);
      this.each = new PlacesByAddress(mostEach());
    }

    void most(int other) {
      most = other;
      all.most(other);
      each.mostEach(mostEach());
    }

    int most() {
      return most;
    }

    int mostEach() {
      return most == 0 ? 0 : Math.max(1, most / SHARE);
    }

    Places all() {
      return all;
    }

    PlacesByAddress each() {
      return each;
    }
  }

  /** The places of one control connection's tunnels. */
  public TunnelPlaces client(AddressBlock address) {
    return new TunnelPlaces(this, address);
  }

  int perClient() {
    return perClient;
  }

  Shares tunnels() {
    return tunnels;
  }

  Shares ports() {
    return ports;
  }

  /** Takes memory for settings; false when all together have as much as they may. */
  boolean hold(long bytes) {
    if (settings.addAndGet(bytes) > mostSettings) {
      settings.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void letGo(long bytes) {
    settings.addAndGet(-bytes);
  }

  /** How much memory settings take, in bytes. */
  public long settings() {
    return settings.get();
  }

  /** Notes that an address asked for more than there is for it. */
  void reached(Limit limit, AddressBlock address, String refusal) {
    if (reports.reached(limit, address.toString())) {
      LOG.warn("Refused tunnels of {}: {}", address, refusal);
    }
  }
}
