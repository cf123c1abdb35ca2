package org.ngrokd.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;

/** Listeners of every kind, side by side: of connections, and of datagrams. */
class BoundListenersTest {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Welcomes welcomes = new Welcomes(Transport.best());
  private final BoundListeners bound = new BoundListeners();

  @AfterEach
  void stop() {
    bound.close();
    welcomes.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static ListenerSource at(int port) {
    return new AtAddress(new HostAndPort("127.0.0.1", port));
  }

  /** Sends back what comes. */
  private ChannelFuture datagrams(ListenerSource source) {
    return source.begin(
        new Bootstrap().group(loops).channel(NioDatagramChannel.class).handler(new Echo()));
  }

  private static final class Echo extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      ctx.writeAndFlush(new DatagramPacket(packet.content().retain(), packet.sender()))
          .addListener(sent -> {});
    }
  }

  private int port(String what) {
    return bound.address(what).orElseThrow().port();
  }

  private static String echo(int port) throws Exception {
    byte[] bytes = "hello".getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket visitor = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      visitor.setSoTimeout(60_000);
      InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      visitor.send(new java.net.DatagramPacket(bytes, bytes.length, to));
      java.net.DatagramPacket reply = new java.net.DatagramPacket(new byte[100], 100);
      visitor.receive(reply);
      return new String(reply.getData(), 0, reply.getLength(), StandardCharsets.US_ASCII);
    }
  }

  private static boolean isFreeForDatagrams(int port) throws SocketException {
    try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    }
  }

  @Test
  void listenerOfDatagramsHasItsNameAndPortBesideOneOfConnections() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      bound.add("http", at(0), welcomes.visitors(at(0)));
      ListenerSource same = at(port("http")); // TCP and UDP number their ports apart
      bound.add("udp", same, datagrams(same));

      assertThat(log.lines())
          .containsExactly(
              "INFO Listening for public http connections on 127.0.0.1:" + port("http"),
              "INFO Listening for public udp datagrams on 127.0.0.1:" + port("udp"));
    }
    assertThat(port("udp")).isEqualTo(port("http"));
    assertThat(echo(port("udp"))).isEqualTo("hello");
    assertThat(welcomes.welcome(port("http"))).isEqualTo("welcome");
    assertThat(bound.bases("a.test", Optional.empty())).containsOnlyKeys(TunnelProtocol.HTTP);
  }

  @Test
  void portOfDatagramsIsStillFreeForConnections() {
    bound.add("udp", at(0), datagrams(at(0)));

    assertThat(bound.hasPort(port("udp"))).isFalse();
  }

  @Test
  void allKindsAreClosedTogether() throws Exception {
    bound.add("http", at(0), welcomes.visitors(at(0)));
    bound.add("udp", at(0), datagrams(at(0)));

    bound.close();

    await().ignoreException(BindException.class).until(() -> isFreeForDatagrams(port("udp")));
    assertThatExceptionOfType(java.net.ConnectException.class)
        .isThrownBy(() -> welcomes.welcome(port("http")));
  }

  @Test
  void portOfDatagramsThatIsInUseIsToldAsAnyOther() {
    bound.add("udp", at(0), datagrams(at(0)));
    ListenerSource same = at(port("udp"));

    assertThatExceptionOfType(UserException.class)
        .isThrownBy(() -> bound.add("quic", same, datagrams(same)))
        .withMessageStartingWith("Cannot listen on 127.0.0.1:" + port("udp") + " for quic ")
        .withMessageEndingWith("stop what uses it, or choose another with -quicAddr");
  }
}
