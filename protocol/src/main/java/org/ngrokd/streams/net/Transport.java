package org.ngrokd.streams.net;

import io.netty.channel.ChannelException;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;

/** Which sockets are used: Linux's epoll where its library loads, else the JDK's NIO. */
public enum Transport {
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class, EpollDomainSocketChannel.class),
  NIO(NioSocketChannel.class, NioServerSocketChannel.class, NioDomainSocketChannel.class);

  private final Class<? extends SocketChannel> socket;
  private final Class<? extends ServerChannel> serverSocket;
  private final Class<? extends DuplexChannel> unixSocket;

  Transport(
      Class<? extends SocketChannel> socket,
      Class<? extends ServerChannel> serverSocket,
      Class<? extends DuplexChannel> unixSocket) {
    this.socket = socket;
    this.serverSocket = serverSocket;
    this.unixSocket = unixSocket;
  }

  /** The best one that works here. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /**
   * As many event loops as asked for, on daemon threads called {@code name-1}, {@code name-2}…
   * Whatever is thrown in them, they go on.
   */
  public GuardedEventLoops eventLoops(String name, int threads) {
    IoHandlerFactory io =
        this == EPOLL
            ? EpollChangesByTurn.factory(KeptEpollRegistrations.factory())
            : NioIoHandler.newFactory();
    return GuardedEventLoops.of(name, threads, io);
  }

  /**
   * A socket for connections to the address, without delays of small messages.
   *
   * @throws ChannelException when the system gives none
   */
  public SocketChannel newSocket(InetAddress to) {
    if (this == NIO) {
      return new NioSocketChannel();
    }
    return to instanceof Inet4Address
        ? new EpollSocketChannel(SocketProtocolFamily.INET) // less work than IPv4 inside IPv6
        : new EpollSocketChannel();
  }

  /** The kind of socket; Netty turns Nagle's delays off on all of them. */
  public Class<? extends SocketChannel> socket() {
    return socket;
  }

  public Class<? extends ServerChannel> serverSocket() {
    return serverSocket;
  }

  /**
   * A listening socket that was bound elsewhere and is open in this process; from now on it is
   * closed with the channel.
   *
   * @param descriptor the file descriptor's number
   * @param backlog how many connections may wait to be accepted
   * @throws ChannelException with what is wrong with it and what to do; then it is left as it was
   */
  public ServerChannel takeOver(int descriptor, int backlog) {
    if (this == NIO) {
      throw new ChannelException(
          "only Linux's epoll can take over a socket, which does not work here; listen on an"
              + " address instead");
    }
    return new HandedOverSocket(descriptor).take(backlog);
  }

  /**
   * Where a socket is bound that is open in this process.
   *
   * @return empty when it is no bound socket of TCP
   */
  public Optional<InetSocketAddress> boundAddress(int descriptor) {
    return this == NIO ? Optional.empty() : new HandedOverSocket(descriptor).address();
  }

  /** A socket for datagrams (UDP). */
  public Class<? extends DatagramChannel> datagrams() {
    return this == EPOLL ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  /** A Unix domain socket. */
  public Class<? extends DuplexChannel> unixSocket() {
    return unixSocket;
  }

  /** A Unix domain socket that listens. */
  public Class<? extends ServerChannel> unixServerSocket() {
    return this == EPOLL
        ? EpollServerDomainSocketChannel.class
        : NioServerDomainSocketChannel.class;
  }

  /**
   * The address of a Unix domain socket.
   *
   * @param path of its file
   */
  public SocketAddress unixAddress(String path) {
    return this == EPOLL ? new DomainSocketAddress(path) : UnixDomainSocketAddress.of(path);
  }
}
