package org.ngrokd.server.edge;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * The connection of a visitor, or of a proxy before us.
 *
 * @param protocol http or https: the listener it came to
 */
public record Visitor(RelayEnd end, Channel channel, TunnelProtocol protocol) {
  public EventLoop loop() {
    return channel.eventLoop();
  }

  /** Its peer; null when it is not known. */
  public @Nullable InetSocketAddress peer() {
    SocketAddress peer = PeerAddress.socketAddress(channel);
    return peer instanceof InetSocketAddress inet ? inet : null;
  }

  /** The port it came to. */
  public int port() {
    return channel.localAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }
}
