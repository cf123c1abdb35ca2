package org.ngrokd.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/** A listener whose socket was opened and bound by somebody else. */
class HandedOverTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path directory = Path.of("");
  private final BoundListeners bound = new BoundListeners();
  private final Welcomes welcomes = new Welcomes(Transport.best());

  @BeforeEach
  void onlyEpollCan() {
    assumeTrue(Epoll.isAvailable());
  }

  @AfterEach
  void stop() {
    bound.close();
    welcomes.close();
  }

  private static Socket boundElsewhere() throws IOException {
    Socket socket = Socket.newSocketStream();
    socket.bind(LOOPBACK);
    return socket;
  }

  private void listen(int descriptor) {
    ListenerSource source = new HandedOver(descriptor);
    bound.add("http", source, welcomes.visitors(source));
  }

  private void assertRefused(int descriptor, String reason) {
    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> listen(descriptor))
        .withMessage(
            "Cannot listen for http connections on file descriptor " + descriptor + ": " + reason);
    assertThat(bound.address("http")).isEmpty();
  }

  @Test
  void visitorsAreServedWhereTheSocketIsBound() throws Exception {
    Socket socket = boundElsewhere();
    socket.listen(1);

    listen(socket.intValue());

    HostAndPort address = bound.address("http").orElseThrow();
    assertThat(address).isEqualTo(new HostAndPort("127.0.0.1", socket.localAddress().getPort()));
    assertThat(bound.hasPort(address.port())).isTrue();
    assertThat(welcomes.welcome(address.port())).isEqualTo("welcome");
    assertThat(welcomes.welcome(address.port())).isEqualTo("welcome");
  }

  @Test
  void visitorsWhoCameBeforeAreServedToo() throws Exception {
    Socket socket = boundElsewhere();
    socket.listen(1);
    try (java.net.Socket early =
        new java.net.Socket(InetAddress.getLoopbackAddress(), socket.localAddress().getPort())) {
      listen(socket.intValue());

      assertThat(early.getInputStream().readNBytes("welcome".length()))
          .asString()
          .isEqualTo("welcome");
    }
  }

  @Test
  void socketsQueueIsAsLongAsThatOfOthers() throws Exception {
    Socket socket = boundElsewhere();
    socket.listen(1);
    ListenerSource source = new HandedOver(socket.intValue());
    ChannelFuture later = welcomes.visitorsLater(source);
    bound.add("http", source, later);

    int port = bound.address("http").orElseThrow().port();
    try (java.net.Socket first = new java.net.Socket(InetAddress.getLoopbackAddress(), port);
        java.net.Socket second = new java.net.Socket(InetAddress.getLoopbackAddress(), port);
        java.net.Socket third = new java.net.Socket()) {
      third.connect(first.getRemoteSocketAddress(), 5000);

      welcomes.accept(later.channel());

      for (java.net.Socket each : new java.net.Socket[] {first, second, third}) {
        assertThat(each.getInputStream().readNBytes("welcome".length()))
            .asString()
            .isEqualTo("welcome");
      }
    }
  }

  @Test
  void closedWithTheOthers() throws Exception {
    Socket socket = boundElsewhere();
    int port = socket.localAddress().getPort();
    listen(socket.intValue());

    bound.close();

    try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.getLocalPort()).isEqualTo(port);
    }
  }

  @Test
  void whatCannotBeAcceptedFromIsRefusedAndLeftAsItWas() throws Exception {
    Socket datagrams = Socket.newSocketDgram();
    datagrams.bind(LOOPBACK);
    assertRefused(
        datagrams.intValue(), "it is no socket of TCP; hand over a listening socket of TCP");
    assertThat(datagrams.localAddress().getPort()).isPositive();
    datagrams.close();

    Socket unbound = Socket.newSocketStream();
    assertRefused(unbound.intValue(), "it has no address yet; whoever opens it has to bind it");
    unbound.close();

    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("f").toFile(), "rw")) {
      int descriptor = OpenDescriptors.of(directory.resolve("f"));
      assertRefused(descriptor, "it is no socket; hand over a listening socket");
      file.write(1);
    }
    assertRefused(1_000_000, "it is not open in this process; hand over a listening socket");
  }

  /** The JDK's own are such, unless told otherwise. */
  @Test
  void socketThatBlocksIsRefusedSinceItWouldStopTheEventLoop() throws Exception {
    try (ServerSocket blocking = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(
          OpenDescriptors.of(blocking),
          "it would block; whoever opens it has to set O_NONBLOCK (systemd: NonBlocking=true)");
    }
  }

  @Test
  void withoutEpollThereIsNoTakingOver() throws Exception {
    Socket socket = boundElsewhere();
    try (Welcomes nio = new Welcomes(Transport.NIO)) {
      ListenerSource source = new HandedOver(socket.intValue());

      assertThatExceptionOfType(UserException.class)
          .isThrownBy(() -> bound.add("http", source, nio.visitors(source)))
          .withMessageEndingWith(
              "only Linux's epoll can take over a socket, which does not work here; listen on an"
                  + " address instead");
    }
    assertThat(socket.localAddress().getPort()).isPositive();
    socket.close();
  }
}
