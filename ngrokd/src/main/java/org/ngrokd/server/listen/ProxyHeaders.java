package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.ngrokd.streams.net.CidrList;

/**
 * Which public connections begin with a header of the PROXY protocol, by which a proxy before us
 * tells who the visitor is. Whether one is there is never guessed from the bytes: a visitor could
 * send them as well.
 *
 * @param expected whether connections begin with one at all
 * @param from only those of these peers; empty: those of every peer
 * @param deadline longest wait for the header
 */
public record ProxyHeaders(boolean expected, CidrList from, Duration deadline) {
  /** No connection does. */
  public static final ProxyHeaders NONE = new ProxyHeaders(false, CidrList.NONE, Duration.ZERO);

  boolean expectedOf(Channel connection) {
    return expected && (from.isEmpty() || isFromThem(connection));
  }

  private boolean isFromThem(Channel connection) {
    return connection.remoteAddress() instanceof InetSocketAddress peer
        && !peer.isUnresolved()
        && from.contains(peer.getAddress());
  }
}
