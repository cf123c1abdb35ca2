package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.Optional;

/** How long a connection's packets take to the peer and back, as the system has measured it. */
public final class RoundTrip {
  private RoundTrip() {}

  /**
   * Of a connection, smoothed over its last packets. From any thread, and nothing is sent for it.
   *
   * @return empty where the system does not tell, or the connection is gone
   */
  public static Optional<Duration> of(Channel channel) {
    if (!(channel instanceof EpollSocketChannel socket) || !socket.isActive()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.ofNanos(socket.tcpInfo().rtt() * 1000));
    } catch (ChannelException gone) {
      return Optional.empty();
    }
  }
}
