package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.ngrokd.protocol.net.CidrList;
import org.ngrokd.protocol.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets visitors in as long as there are not too many, in all and of one address. A place is free
 * again when the visitor's channel closes. Safe from any thread.
 */
public final class VisitorGate {
  private static final Logger LOG = LoggerFactory.getLogger(VisitorGate.class);

  private final int mostEach;
  private final int most;
  private final Places all;
  private final PlacesByAddress byAddress;
  private final CidrList proxies;
  private final FloodReports reports;

  /**
   * @param most connections in all; 0 for any number
   * @param proxies peers that stand for many visitors, and are not counted by address
   */
  public VisitorGate(int mostEach, int most, CidrList proxies, FloodReports reports) {
    this.mostEach = mostEach;
    this.most = most;
    this.all = new Places(most);
    this.byAddress = new PlacesByAddress(mostEach);
    this.proxies = proxies;
    this.reports = reports;
  }

  /** Lets one more connection in, whoever it is; false when there are enough. */
  public boolean admit(Channel visitor) {
    boolean admitted = all.takeWhileOpen(visitor);
    if (!admitted && reports.reached(Limit.PUBLIC_TOTAL, "")) {
      LOG.warn(
          "Refused (peer {}): {} public connections are open, which is the limit (-maxVisitors, else"
              + " by the file descriptors that this process may have)",
          PeerAddress.of(visitor),
          most);
    }
    return admitted;
  }

  /** Lets its address have one more connection; false when it has enough. */
  public boolean admitAddress(Channel visitor) {
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(visitor));
    if (address == null || isProxy(visitor)) {
      return true;
    }
    Runnable leaving = byAddress.take(address);
    if (leaving == null) {
      tellRefused(visitor, address);
      return false;
    }
    visitor.closeFuture().addListener(closed -> leaving.run());
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
