package org.ngrokd.client.service;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.ngrokd.client.config.ProxyProtocol;

/**
 * The header of HAProxy's PROXY protocol, by which a local service learns who its visitor is: the
 * first bytes on the private connection.
 */
final class ProxyHeader {
  private static final byte[] UNKNOWN_V1 = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Signature, version 2 with the command LOCAL, no family, no addresses. */
  private static final byte[] LOCAL_V2 = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x20, 0x00, 0x00, 0x00
  };

  private ProxyHeader() {}

  /** Writes the header; what is written afterwards follows it. On the channel's event loop. */
  static void write(Channel channel, ProxyProtocol version, String clientAddr) {
    if (version == ProxyProtocol.NONE) {
      return;
    }
    Optional<InetSocketAddress> visitor = VisitorAddress.parse(clientAddr);
    if (visitor.isEmpty()) {
      send(channel, Unpooled.wrappedBuffer(version == ProxyProtocol.V1 ? UNKNOWN_V1 : LOCAL_V2));
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst(HAProxyMessageEncoder.INSTANCE);
    send(channel, message(version, visitor.get(), channel.remoteAddress()));
    pipeline.remove(HAProxyMessageEncoder.INSTANCE);
  }

  private static void send(Channel channel, Object header) {
    channel.writeAndFlush(header).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private static HAProxyMessage message(
      ProxyProtocol version, InetSocketAddress visitor, SocketAddress to) {
    InetSocketAddress service =
        to instanceof InetSocketAddress inet
            ? inet
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0); // a Unix socket
    InetAddress from = visitor.getAddress();
    boolean isIpv4 = from instanceof Inet4Address && ipv4(service.getAddress()).isPresent();
    return new HAProxyMessage(
        version == ProxyProtocol.V1 ? HAProxyProtocolVersion.V1 : HAProxyProtocolVersion.V2,
        HAProxyCommand.PROXY,
        isIpv4 ? HAProxyProxiedProtocol.TCP4 : HAProxyProxiedProtocol.TCP6,
        isIpv4 ? from.getHostAddress() : ipv6(from),
        isIpv4 ? ipv4(service.getAddress()).orElse("") : ipv6(service.getAddress()),
        visitor.getPort(),
        service.getPort());
  }

  /** The address if IPv4 can say it: this computer has one in both. */
  private static Optional<String> ipv4(InetAddress address) {
    if (address instanceof Inet4Address) {
      return Optional.of(address.getHostAddress());
    }
    return address.isLoopbackAddress() ? Optional.of("127.0.0.1") : Optional.empty();
  }

  /** The address in IPv6; an IPv4 one is put inside (RFC 4291, 2.5.5.2). */
  private static String ipv6(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.isLoopbackAddress() ? "::1" : "::ffff:" + address.getHostAddress();
    }
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}
