package org.ngrokd.protocol.net;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of peers as people and programs expect them: "203.0.113.7:51234". */
public final class PeerAddress {
  private PeerAddress() {}

  /** "ip:port" of the channel's peer, "[ip]:port" for IPv6, "unknown" when it is not known. */
  public static String of(Channel channel) {
    return text(channel.remoteAddress());
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
    return channel.remoteAddress() instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? host(inet.getAddress())
        : "";
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}
