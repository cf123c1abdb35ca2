package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.flow.FlowControlHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.system.SocketList;
import org.ngrokd.streams.net.Transport;

/**
 * Who may give orders, over real connections; who is behind them stands in a list of the test's.
 */
class OwnerHandlerTest {
  private static final int SELF = 1000;

  @TempDir private Path directory;
  private final OwnerSecret secret = new OwnerSecret();
  private final EventLoopGroup loop = Transport.best().eventLoops("owner-test", 1);
  private Owner owner = new Owner(secret);
  private int port;

  @BeforeEach
  void start() throws IOException {
    Assumptions.assumeTrue(Transport.best() == Transport.EPOLL);
    Files.createFile(directory.resolve("tcp"));
    owner.stop();
    owner =
        new Owner(
            secret,
            new SocketUsers(
                new SocketList(directory.resolve("tcp"), 100),
                new SocketList(directory.resolve("tcp6"), 100)),
            OptionalLong.of(SELF));
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(Transport.best().serverSocket())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new FlowControlHandler())
                        .addLast(new OwnerHandler(owner), new HttpObjectAggregator(10_000))
                        .addLast(new Yes());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    port = ((InetSocketAddress) listener.localAddress()).getPort();
    secret.writeTo(directory.resolve("state").resolve("ngrok"), port);
  }

  @AfterEach
  void stop() {
    owner.stop();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Does as it is told. */
  private static final class Yes extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      DefaultFullHttpResponse answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
      HttpUtil.setContentLength(answer, 0);
      ctx.writeAndFlush(answer).addListener(sent -> {});
    }
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void listed(Socket client, int user) throws IOException {
    Files.writeString(
        directory.resolve("tcp"),
        "title\n   1: 0100007F:%04X 0100007F:%04X 01 00000000:00000000 00:00000000 00000000 %d 0 77 1\n"
            .formatted(client.getLocalPort(), port, user));
  }

  private static String asked(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private String statusFor(int user, String headers) throws IOException {
    try (Socket socket = connected()) {
      listed(socket, user);
      return asked(socket, "POST / HTTP/1.1\r\n" + headers + "Content-Length: 3\r\n\r\nabc")
          .substring(9, 12);
    }
  }

  @Test
  void ownUserAndRootGiveOrders() throws Exception {
    assertThat(statusFor(SELF, "")).isEqualTo("200");
    assertThat(statusFor(0, "")).isEqualTo("200");
  }

  @Test
  void otherUsersDoNot() throws Exception {
    assertThat(statusFor(1001, "")).isEqualTo("403");
    assertThat(statusFor(1001, "X-Ngrok-Secret: \r\n")).isEqualTo("403");
    assertThat(statusFor(1001, "X-Ngrok-Secret: " + "0".repeat(64) + "\r\n")).isEqualTo("403");
  }

  @Test
  void whoeverReadsTheSecretDoes() throws Exception {
    Path file = secret.file().orElseThrow();
    String text = Files.readString(file).strip();

    assertThat(statusFor(1001, "x-ngrok-secret: " + text + "\r\n")).isEqualTo("200");
    assertThat(text).hasSize(64);
    assertThat(file.getFileName()).hasToString("api-" + port + ".secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("state").resolve("ngrok"))))
        .isEqualTo("rwx------");
  }

  @Test
  void whereTheSystemDoesNotTellTheSecretIsNeeded() throws Exception {
    try (Socket socket = connected()) {
      String answer = asked(socket, "DELETE / HTTP/1.1\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void everybodyMayLook() throws Exception {
    try (Socket socket = connected()) {
      listed(socket, 1001);
      assertThat(asked(socket, "GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(asked(socket, "HEAD / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(asked(socket, "DELETE / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void ordersInOneGoAreDoneInTheirTurn() throws Exception {
    try (Socket socket = connected()) {
      listed(socket, SELF);
      String order = "DELETE / HTTP/1.1\r\n\r\n";
      assertThat(asked(socket, order + order + order)).startsWith("HTTP/1.1 200 ");
      assertThat(asked(socket, "")).startsWith("HTTP/1.1 200 ");
      assertThat(asked(socket, "")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void theFileGoesWithTheClient() {
    Path file = secret.file().orElseThrow();

    owner.stop();

    assertThat(file).doesNotExist();
    assertThat(secret).hasToString("OwnerSecret[" + file + "]");
  }

  @Test
  void theFileOfAnotherStays() throws Exception {
    Path file = secret.file().orElseThrow();
    new OwnerSecret().writeTo(directory.resolve("state").resolve("ngrok"), port);

    owner.stop();

    assertThat(file).exists();
  }
}
