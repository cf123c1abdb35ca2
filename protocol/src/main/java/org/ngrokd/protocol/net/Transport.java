package org.ngrokd.protocol.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** Which sockets are used: the JDK's NIO or Linux's epoll. */
public enum Transport {
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class),
  NIO(NioSocketChannel.class, NioServerSocketChannel.class);

  private final Class<? extends SocketChannel> socket;
  private final Class<? extends ServerChannel> serverSocket;

  Transport(Class<? extends SocketChannel> socket, Class<? extends ServerChannel> serverSocket) {
    this.socket = socket;
    this.serverSocket = serverSocket;
  }

  /**
   * The best one that works: NIO. Netty 4.2.18's epoll takes a socket whose peer has half-closed
   * out of the epoll set and does not put it back (its registration stays "added" after the delete,
   * netty/netty#16689): the next wait for room to write fails with ENOENT, which cuts the reply.
   */
  public static Transport best() {
    return NIO;
  }

  /** As many event loops as asked for, on daemon threads called {@code name-1}, {@code name-2}… */
  public EventLoopGroup eventLoops(String name, int threads) {
    IoHandlerFactory io = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), io);
  }

  public Class<? extends SocketChannel> socket() {
    return socket;
  }

  public Class<? extends ServerChannel> serverSocket() {
    return serverSocket;
  }
}
