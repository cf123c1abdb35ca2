package org.ngrokd.server.edge.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Whom a request comes from: the peer of its connection, or, where that is a proxy that is trusted,
 * whom that proxy names.
 *
 * @param address the visitor's; null when it is not known, as when a trusted proxy names nobody
 * @param text "ip:port" of the visitor; a proxy does not tell the port, then it is the proxy's
 * @param isTold whether the peer is a trusted proxy
 */
record Sender(@Nullable InetAddress address, String text, boolean isTold) {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  static Sender of(RequestHead request, @Nullable InetSocketAddress peer, CidrList trusted) {
    if (peer == null) {
      return new Sender(null, "unknown", false);
    }
    if (!trusted.contains(peer.getAddress())) {
      return new Sender(peer.getAddress(), PeerAddress.text(peer), false);
    }
    return told(request.headers().values(FORWARDED_FOR), peer, trusted);
  }

  /**
   * From the last on, the first address that is no trusted proxy's. Where there is none that can be
   * read, its proxy names nobody.
   */
  private static Sender told(List<String> forwardedFor, InetSocketAddress peer, CidrList trusted) {
    InetAddress nearest = peer.getAddress();
    boolean isNamed = true;
    String[] chain = String.join(",", forwardedFor).split(",", -1);
    for (int i = chain.length - 1; i >= 0 && isNamed && trusted.contains(nearest); i--) {
      InetAddress told = address(chain[i].trim());
      isNamed = told != null; // what stands before it was told by nobody who is trusted
      nearest = told == null ? nearest : told;
    }
    String text = PeerAddress.text(new InetSocketAddress(nearest, peer.getPort()));
    return new Sender(isNamed ? nearest : null, text, true);
  }

  /** "203.0.113.7", "203.0.113.7:1234", "2001:db8::1" or "[2001:db8::1]:1234". */
  private static @Nullable InetAddress address(String text) {
    String host = text;
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      host = text.substring(1, Math.max(1, text.indexOf(']')));
    } else if (colon > 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
    }
    return host.indexOf('%') >= 0 ? null : NetUtil.createInetAddressFromIpAddressString(host);
  }
}
