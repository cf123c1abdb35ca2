package org.ngrokd.server.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

/** Whether a peer's computer has acknowledged what was sent to it, where the system tells. */
final class Acknowledgement {
  private Acknowledgement() {}

  /**
   * On the channel's event loop.
   *
   * @param sent what was sent last
   */
  static boolean of(ChannelFuture sent) {
    Channel channel = sent.channel();
    if (!sent.isSuccess() || !channel.isActive() || !(channel instanceof EpollSocketChannel tcp)) {
      return false;
    }
    EpollTcpInfo info = tcp.tcpInfo();
    return info.unacked() == 0;
  }
}
