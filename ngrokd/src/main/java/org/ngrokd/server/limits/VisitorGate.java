package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.ngrokd.server.limits.FairPlaces.Place;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets visitors in as long as there are not too many, in all and of one address. A place is free
 * again when the visitor's channel closes. Where there are too many in all, a quiet one of the
 * address that has most goes, unless the newcomer's has as many. Safe from any thread.
 *
 * <p>A proxy that is trusted stands for many visitors: each of its connections counts as an address
 * of its own, and so goes last.
 */
public final class VisitorGate {
  private static final AttributeKey<Place> PLACE = AttributeKey.valueOf(VisitorGate.class, "place");

  private static final AttributeKey<AddressPlace> OF_ADDRESS =
      AttributeKey.valueOf(VisitorGate.class, "of address");

  private static final AttributeKey<Boolean> UNNAMED =
      AttributeKey.valueOf(VisitorGate.class, "unnamed");

  /** How often it is looked whether the last visitor has gone. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(VisitorGate.class);

  private volatile int mostEach;
  private volatile int most;
  private final FairPlaces all;
  private final PlacesByAddress byAddress;
  private final PlacesByAddress awaited;
  private volatile CidrList proxies;
  private final FloodReports reports;

  /**
   * @param most connections in all; 0 for any number
   * @param proxies peers that stand for many visitors, and are not counted by address
   */
  public VisitorGate(int mostEach, int most, CidrList proxies, FloodReports reports) {
    this.mostEach = mostEach;
    this.most = most;
    this.all = new FairPlaces(most, this::tellShare);
    this.byAddress = new PlacesByAddress(mostEach);
    this.awaited = new PlacesByAddress(mostEach);
    this.proxies = proxies;
    this.reports = reports;
  }

  /** From now on these hold; whoever is in stays. */
  void change(int newMostEach, int newMost, CidrList newProxies) {
    mostEach = newMostEach;
    most = newMost;
    proxies = newProxies;
    all.most(newMost);
    byAddress.mostEach(newMostEach);
    awaited.mostEach(newMostEach);
  }

  /** Lets one more connection in, whoever it is; false when there are enough. */
  public boolean admit(Channel visitor) {
    Place place = all.take(holder(visitor), () -> visitor.close().addListener(closed -> {}));
    if (place == null) {
      tellFull(visitor);
      return false;
    }
    visitor.attr(PLACE).set(place);
    visitor.closeFuture().addListener(closed -> place.leave());
    return true;
  }

  /**
   * Tells whether something is under way with this visitor. One with which nothing is, as before
   * the first request and between two, may have to go when others find no place.
   */
  public static void underWay(Channel visitor, boolean isUnderWay) {
    Place place = visitor.attr(PLACE).get();
    if (place != null) {
      place.busy(isUnderWay);
    }
  }

  /**
   * The visitor has finished sending: it is only served to its end, and no longer counts for its
   * address, as long as not too many such do. On its event loop.
   */
  public static void finished(Channel visitor) {
    AddressPlace place = visitor.attr(OF_ADDRESS).get();
    if (place != null) {
      place.finished();
    }
  }

  /** Whether a trusted proxy made the connection and did not tell, by PROXY header, for whom. */
  public static boolean isUnnamed(Channel visitor) {
    return visitor.hasAttr(UNNAMED);
  }

  /** Makes a quiet visitor go, so that there is a file descriptor for this connection. */
  boolean makeRoomFor(Channel newcomer) {
    return all.makeRoom(holder(newcomer));
  }

  private Object holder(Channel visitor) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(visitor));
    return address == null || isProxy(visitor) ? visitor : address;
  }

  private void tellFull(Channel visitor) {
    if (reports.reached(Limit.PUBLIC_TOTAL, PeerAddress.ip(visitor))) {
      LOG.warn(
          "Refused (peer {}): {} public connections are open, which is the limit (-maxVisitors,"
              + " else by the file descriptors that this process may have)",
          PeerAddress.of(visitor),
          most);
    }
  }

  private void tellShare(Object holder, int held) {
    String who = holder instanceof Channel proxied ? PeerAddress.ip(proxied) : holder.toString();
    if (reports.reached(Limit.PUBLIC_SHARE, who)) {
      LOG.warn(
          "{} has {} of the {} public connections (-maxVisitors, else by the file descriptors that"
              + " this process may have): its oldest without a request make room for others",
          who,
          held,
          all.taken());
    }
  }

  /** Lets its address have one more connection; false when it has enough. */
  public boolean admitAddress(Channel visitor) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(visitor));
    Place place = visitor.attr(PLACE).get();
    if (place != null) { // a proxy may have told who it is
      place.belongsTo(holder(visitor));
    }
    if (isProxy(visitor)) {
      visitor.attr(UNNAMED).set(true);
      return true;
    }
    if (address == null) {
      return true;
    }
    Runnable leaving = byAddress.take(address);
    if (leaving == null) {
      tellRefused(visitor, address);
      return false;
    }
    AddressPlace ofAddress = new AddressPlace(leaving, () -> awaited.take(address));
    visitor.attr(OF_ADDRESS).set(ofAddress);
    visitor.closeFuture().addListener(closed -> ofAddress.leave());
    return true;
  }

  private boolean isProxy(Channel visitor) {
    return PeerAddress.socketAddress(visitor) instanceof InetSocketAddress peer
        && proxies.contains(peer.getAddress());
  }

  private void tellRefused(Channel visitor, AddressBlock address) {
    if (reports.reached(Limit.PUBLIC_PER_ADDRESS, address.toString())) {
      LOG.warn(
          "Refused (peer {}): {} has {} public connections, which is the limit for one address"
              + " (-maxVisitorsPerIp); a proxy of yours belongs into -trustedProxies",
          PeerAddress.of(visitor),
          address,
          mostEach);
    }
  }

  /** Counts, and says what of it is worth a line in the log. */
  public FloodReports reports() {
    return reports;
  }

  /**
   * Waits until no public connection is open. Not on an event loop.
   *
   * @param limit the longest wait
   * @return false when some still are
   */
  public boolean awaitNobody(Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    while (count() > 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK.toNanos()); // seldom, and for seconds: not worth an event for each
    }
    return count() == 0;
  }

  /** How many public connections are open. */
  public int count() {
    return all.taken();
  }

  /** How many of them there may be; 0 for any number. */
  public int most() {
    return most;
  }

  /** How many addresses have public connections. */
  public int addresses() {
    return byAddress.addresses();
  }
}
