package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of peers as people and programs expect them: "203.0.113.7:51234", "[2001:db8::7]:80".
 * IPv6 is written as in RFC 5952.
 */
public final class PeerAddress {
  /** Set where a proxy before us has told, by the PROXY protocol, who its peer is. */
  private static final AttributeKey<InetSocketAddress> TOLD =
      AttributeKey.valueOf(PeerAddress.class, "told");

  private PeerAddress() {}

  /** From now on this is the channel's peer, whatever its socket says. */
  public static void tell(Channel channel, InetSocketAddress peer) {
    channel.attr(TOLD).set(peer);
  }

  /** The channel's peer: as a proxy before us told, else that of its socket; null when unknown. */
  public static @Nullable SocketAddress socketAddress(Channel channel) {
    InetSocketAddress told = channel.attr(TOLD).get();
    return told != null ? told : channel.remoteAddress();
  }

  /** "ip:port" of the channel's peer, "[ip]:port" for IPv6, "unknown" when it is not known. */
  public static String of(Channel channel) {
    return text(socketAddress(channel));
  }

  /** The same for an address; an IPv4 address inside an IPv6 one is shown as IPv4. */
  public static String text(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      return new HostAndPort(host(inet.getAddress()), inet.getPort()).toString();
    }
    return address == null ? "unknown" : address.toString();
  }

  /** The IP of the channel's peer, "" when it is not known. */
  public static String ip(Channel channel) {
    return socketAddress(channel) instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? host(inet.getAddress())
        : "";
  }

  private static String host(InetAddress address) {
    return NetUtil.toAddressString(address);
  }
}
