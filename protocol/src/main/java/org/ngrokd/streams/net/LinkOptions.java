package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * What the sockets between our two programs are told, where the system knows it (Linux with epoll);
 * elsewhere nothing. tcp(7).
 */
public final class LinkOptions {
  /**
   * Bytes that wait in the system without being sent before we stop handing more over: what is
   * urgent waits behind so many at most, and what waits with us can be overtaken. As much as one
   * turn of an event loop writes, so that a bulk transfer has always some to send.
   */
  static final long MOST_UNSENT = 128 * 1024;

  private LinkOptions() {}

  /** Tells them to a connected or accepted socket. On its event loop. */
  public static void tell(Channel channel) {
    if (channel instanceof EpollSocketChannel socket) {
      socket.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT);
    }
  }
}
