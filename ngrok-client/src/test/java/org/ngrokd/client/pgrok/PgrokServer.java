package org.ngrokd.client.pgrok;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.session.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.ssh.Forwarding;
import org.ngrokd.streams.ssh.SshHandler;
import org.ngrokd.streams.ssh.SshLine;
import org.ngrokd.streams.ssh.SshManner;

/**
 * A server that does over SSH what pgrok's does: passwords are tokens, a hint says what is meant, a
 * forward is for port 0 only and gets a port, server-info tells the URL, and each visitor comes
 * with the address that was asked for. Tests play the visitors, and see each request in {@link
 * #seen}.
 */
final class PgrokServer implements AutoCloseable {
  static final String TOKEN = "a-token-of-forty-letters";
  static final int FORWARDED_PORT = 10_042;

  final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final EventLoopGroup loops = Transport.best().eventLoops("pgrok-server", 1);
  private final List<SshLine> lines = new CopyOnWriteArrayList<>();
  private final String url;
  private final boolean knowsPgrok;
  private final int port;
  private final Channel listening;
  private volatile String bound = "";

  private PgrokServer(KeyPair key, int port, String url, boolean knowsPgrok) {
    this.url = url;
    this.knowsPgrok = knowsPgrok;
    this.listening = listen(key, port);
    this.port = ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** A server with this host key. */
  static PgrokServer with(KeyPair key, String url) {
    return new PgrokServer(key, 0, url, true);
  }

  /** Another in the place of one that was closed. */
  static PgrokServer with(KeyPair key, String url, int port) {
    return new PgrokServer(key, port, url, true);
  }

  /** A server that speaks SSH, and knows nothing of pgrok. */
  static PgrokServer ofSshAlone(KeyPair key) {
    return new PgrokServer(key, 0, "", false);
  }

  private Channel listen(KeyPair key, int port) {
    SshServer server = new SshServer();
    SshManner.serve(server);
    server.setRandomFactory(SecurityUtils.getRandomFactory());
    server.setKeyPairProvider(KeyPairProvider.wrap(key));
    server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
    server.setPasswordAuthenticator((user, password, session) -> password.equals(TOKEN));
    server.setServiceFactories(SshServer.DEFAULT_SERVICE_FACTORIES);
    server.setGlobalRequestHandlers(List.of(new Requested()));
    server.setChannelFactories(List.of());
    SessionFactory sessions = new SessionFactory(server);
    return new ServerBootstrap()
        .group(loops)
        .channel(Transport.best().serverSocket())
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new SshHandler(sessions, channel.remoteAddress(), lines::add));
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .syncUninterruptibly()
        .channel();
  }

  HostAndPort address() {
    return new HostAndPort("127.0.0.1", port());
  }

  int port() {
    return port;
  }

  /** What is asked, in the words of the facts. */
  private final class Requested implements RequestHandler<ConnectionService> {
    @Override
    public Result process(
        ConnectionService service, String request, boolean wantsReply, Buffer buffer)
        throws Exception {
      if (!knowsPgrok) {
        return Result.ReplyFailure;
      }
      switch (request) {
        case "hint" -> {
          seen.add("hint " + rest(buffer));
          return Result.ReplySuccess;
        }
        case "tcpip-forward" -> {
          return forward(service.getSession(), buffer);
        }
        case "server-info" -> {
          seen.add("server-info " + rest(buffer));
          Buffer reply = service.getSession().createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
          reply.putRawBytes(("{\"host_url\":\"" + url + "\"}").getBytes(StandardCharsets.UTF_8));
          var unused = service.getSession().writePacket(reply);
          return Result.Replied;
        }
        default -> {
          return Result.ReplyFailure;
        }
      }
    }

    private Result forward(Session session, Buffer buffer) throws Exception {
      bound = buffer.getString();
      int port = buffer.getInt();
      seen.add("tcpip-forward " + bound + ":" + port);
      if (port != 0) {
        return Result.ReplyFailure;
      }
      Buffer reply = session.createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS);
      reply.putUInt(FORWARDED_PORT);
      var unused = session.writePacket(reply);
      return Result.Replied;
    }

    private static String rest(Buffer buffer) {
      byte[] bytes = new byte[buffer.available()];
      buffer.getRawBytes(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Somebody comes, says this, and finishes; gives what comes back, once that has ended. */
  CompletableFuture<String> visit(String said) {
    return visit(said, bound, FORWARDED_PORT);
  }

  /** The same, from another forward. */
  CompletableFuture<String> visit(String said, String host, int port) {
    CompletableFuture<String> got = new CompletableFuture<>();
    SshLine line = lines.get(lines.size() - 1);
    line.loop()
        .execute(
            () ->
                line.open(Forwarding.FORWARDED, new Forwarding(host, port, "198.51.100.7", 40_000))
                    .addListener(
                        (Future<RelayEnd> opened) -> {
                          if (opened.isSuccess()) {
                            talk(opened.getNow(), said, got);
                          } else {
                            got.completeExceptionally(opened.cause());
                          }
                        }));
    return got;
  }

  private static void talk(RelayEnd end, String said, CompletableFuture<String> got) {
    end.start(new Collecting(end, got));
    end.write(Unpooled.copiedBuffer(said, StandardCharsets.ISO_8859_1));
    end.flush();
  }

  /** What a visitor gets. */
  private static final class Collecting implements RelayEnd.Receiver {
    private final RelayEnd end;
    private final CompletableFuture<String> got;
    private final StringBuilder text = new StringBuilder();

    Collecting(RelayEnd end, CompletableFuture<String> got) {
      this.end = end;
      this.got = got;
    }

    @Override
    public void received(ByteBuf bytes) {
      text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }

    @Override
    public void receivedBurst() {}

    @Override
    public void finished() {
      got.complete(text.toString());
      end.close();
    }

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {
      got.complete(text + " (broken)");
    }
  }

  /** All connections break. */
  void cut() {
    lines.forEach(line -> line.socket().close().syncUninterruptibly());
    lines.clear();
  }

  /** What its last client calls itself. */
  @Nullable String clientVersion() {
    return lines.get(lines.size() - 1).session().getClientVersion();
  }

  /** It listens no more, and all connections break. */
  void stop() {
    listening.close().syncUninterruptibly();
    cut();
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
