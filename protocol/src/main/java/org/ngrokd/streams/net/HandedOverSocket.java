package org.ngrokd.streams.net;

import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A socket of TCP that was opened and bound elsewhere, and is open in this process as a file
 * descriptor: looked at before it is taken, since epoll would take anything. Linux only.
 *
 * <p>Reads two files of the system that never wait.
 */
final class HandedOverSocket {
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int O_NONBLOCK = 04000;

  private final int descriptor;

  HandedOverSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Takes it over: it is closed with the channel.
   *
   * @param backlog how many connections may wait to be accepted
   * @throws ChannelException when it is not what can be accepted from; then it is left as it was
   */
  ServerChannel take(int backlog) {
    try {
      checkIsSocket();
      checkDoesNotBlock();
      Socket socket = new Socket(descriptor);
      checkIsBoundTcp(socket);
      socket.listen(backlog); // does it already, perhaps with a shorter queue
      return new EpollServerSocketChannel(descriptor);
    } catch (IOException e) {
      throw failure(Failures.oneLine(e), "hand over a listening socket");
    }
  }

  /** Where it is bound; empty when it cannot be taken. */
  Optional<InetSocketAddress> address() {
    try {
      checkIsSocket();
      Socket socket = new Socket(descriptor);
      checkIsBoundTcp(socket);
      return Optional.ofNullable(socket.localAddress());
    } catch (IOException | ChannelException e) {
      return Optional.empty();
    }
  }

  private void checkIsSocket() throws IOException {
    try {
      Path opened = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
      if (!opened.toString().startsWith("socket:")) {
        throw failure("it is no socket", "hand over a listening socket");
      }
    } catch (NoSuchFileException e) {
      throw failure("it is not open in this process", "hand over a listening socket");
    }
  }

  /** Accepting once too often on a blocking one would stop the event loop, and all it serves. */
  private void checkDoesNotBlock() throws IOException {
    Path info = Path.of("/proc/self/fdinfo", Integer.toString(descriptor));
    for (String line : Files.readAllLines(info)) {
      if (line.startsWith("flags:")
          && (Integer.parseInt(line.substring("flags:".length()).trim(), 8) & O_NONBLOCK) == 0) {
        throw failure(
            "it would block", "whoever opens it has to set O_NONBLOCK (systemd: NonBlocking=true)");
      }
    }
  }

  private void checkIsBoundTcp(Socket socket) throws IOException {
    int domain = socket.getIntOpt(SOL_SOCKET, SO_DOMAIN);
    if (socket.getIntOpt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM
        || (domain != AF_INET && domain != AF_INET6)) {
      throw failure("it is no socket of TCP", "hand over a listening socket of TCP");
    }
    InetSocketAddress bound = socket.localAddress();
    if (bound == null || bound.getPort() == 0) {
      throw failure("it has no address yet", "whoever opens it has to bind it");
    }
  }

  private static ChannelException failure(String reason, String cure) {
    return new ChannelException(reason + "; " + cure);
  }
}
