package org.ngrokd.server.cluster.links;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.NamedHolder;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.ServerAwayException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.RelayEnd;

/** What becomes of a visitor whose tunnel is at a node that is not well. */
class LinkFailuresIT {
  private static final String VISITOR = "192.0.2.1:4711";
  private static final long EPOCH = 7;

  private final GuardedEventLoops loops = Transport.best().eventLoops("links", 2);
  private final WindowBudget windows = new WindowBudget(64L << 20);
  private final CertificateAuthority authority =
      CertificateAuthority.create("test cluster", KeyKind.ECDSA_P256, Clock.systemUTC().instant());
  private final Links links = new Links(tls("127.0.0.1:1"), windows, MemoryBudget.unlimited());
  private final Name name = new Name();
  private volatile TunnelProtocol protocol = TunnelProtocol.HTTP;
  private volatile ProxySource source = (tunnel, visitor, loop) -> loop.newPromise();
  private Detour way;
  private Links.Place there;

  /** It can be lost. */
  private static final class Name implements Claim.Hold {
    volatile boolean isOurs = true;

    @Override
    public boolean isHeld() {
      return isOurs;
    }

    @Override
    public boolean mayGoOn() {
      return isOurs;
    }
  }

  /** A client's end: what comes is kept, and goes back. */
  private static final class Echo implements RelayEnd, RelayEnd.Receiver {
    final AtomicReference<String> came = new AtomicReference<>("");
    volatile boolean isOver;
    private volatile RelayEnd.Receiver receiver = this;

    @Override
    public void start(Receiver newReceiver) {
      receiver = newReceiver;
    }

    @Override
    public void write(ByteBuf bytes) {
      var unused = came.accumulateAndGet(bytes.toString(StandardCharsets.US_ASCII), String::concat);
      receiver.received(bytes);
    }

    @Override
    public void flush() {
      receiver.receivedBurst();
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void finishSending() {}

    @Override
    public void close() {
      isOver = true;
    }

    @Override
    public void reset() {
      isOver = true;
    }

    @Override
    public void received(ByteBuf bytes) {
      var unused = came.accumulateAndGet(bytes.toString(StandardCharsets.US_ASCII), String::concat);
      bytes.release();
    }

    @Override
    public void receivedBurst() {}

    @Override
    public void finished() {}

    @Override
    public void writabilityChanged() {}

    @Override
    public void closed() {
      isOver = true;
    }
  }

  private NodeTls tls(String at) {
    return NodeTls.of(authority, at, Clock.systemUTC());
  }

  private PublicUrl url() {
    return protocol.isNamedByPort()
        ? new PublicUrl(protocol, "www.example.com:2222")
        : new PublicUrl(protocol, "www.example.com");
  }

  private Tunnel tunnel(ProxySource by) {
    return new Tunnel(
        new Claim(url(), new NamedHolder("ada", ""), EPOCH, name),
        TunnelRules.OPEN,
        by,
        Tunnel.Release.NOTHING);
  }

  @BeforeEach
  void listen() throws Exception {
    int port = FreePort.tcp();
    way = new Detour(port);
    Reception reception =
        new Reception(
            (url, epoch) -> Optional.of(tunnel(source)),
            new ActiveRelays(),
            MemoryBudget.unlimited(),
            windows,
            new Replying());
    new ServerBootstrap()
        .group(loops)
        .channel(Transport.best().serverSocket())
        .childHandler(reception.pipeline(tls("127.0.0.1:" + way.port())))
        .bind("127.0.0.1", port)
        .syncUninterruptibly();
    there = new Links.Place("node", new HostAndPort("127.0.0.1", way.port()));
  }

  @AfterEach
  void end() throws IOException {
    loops.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
    way.close();
  }

  private Future<RelayEnd> open(EventLoop loop) {
    return links.open(there, new StreamHead(url().toString(), VISITOR, EPOCH), loop);
  }

  private RelayEnd opened(EventLoop loop) {
    return open(loop).awaitUninterruptibly().getNow();
  }

  /** Its connection is there, and says nothing any more. */
  @Test
  void nodeThatIsFrozenIsWaitedForThreeSeconds() {
    EventLoop loop = loops.next();
    source = (tunnel, visitor, on) -> on.newFailedFuture(new BusyException("enough"));
    assertThat(open(loop).awaitUninterruptibly().cause()).isInstanceOf(BusyException.class);
    way.block();
    long asked = System.nanoTime();

    Future<RelayEnd> opening = open(loop);
    var describing = links.describe(there, url().toString(), EPOCH, loop);

    assertThat(opening.awaitUninterruptibly(9, SECONDS)).isTrue();
    assertThat(opening.cause())
        .isInstanceOf(ServerAwayException.class)
        .hasMessageContaining("no sign of life");
    assertThatThrownBy(() -> describing.orTimeout(9, SECONDS).join())
        .hasCauseInstanceOf(ServerAwayException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void nodeThatTakesConnectionsAndSaysNothingIsWaitedForThreeSeconds() {
    way.block();

    Future<RelayEnd> opening = open(loops.next());

    assertThat(opening.awaitUninterruptibly(4500, MILLISECONDS)).isTrue();
    assertThat(opening.cause()).isInstanceOf(ServerAwayException.class);
  }

  /** It has limits of its own, which are longer. */
  @Test
  void clientThatTakesItsTimeIsWaitedFor() {
    EventLoop loop = loops.next();
    source =
        (tunnel, visitor, on) -> {
          Promise<RelayEnd> opening = on.newPromise();
          Runnable answer = () -> opening.trySuccess(new Echo());
          var unused = on.schedule(answer, 5, SECONDS);
          return opening;
        };

    Future<RelayEnd> opening = open(loop);

    assertThat(opening.awaitUninterruptibly(9, SECONDS)).isTrue();
    assertThat(opening.cause()).isNull();
    opening.getNow().reset();
  }

  @Test
  void visitorIsTriedAtThreeOfThoseWhoShareAName() {
    List<String> tried = new CopyOnWriteArrayList<>();
    source = new OneOfMany("a", tried);

    Future<RelayEnd> opening = open(loops.next());

    assertThat(opening.awaitUninterruptibly(9, SECONDS)).isTrue();
    assertThat(opening.cause()).isInstanceOf(BusyException.class);
    assertThat(tried).containsExactly("a", "ax", "axx");
  }

  /** One that has enough to do, as have all others. */
  private final class OneOfMany implements ProxySource {
    private final String who;
    private final List<String> tried;

    OneOfMany(String who, List<String> tried) {
      this.who = who;
      this.tried = tried;
    }

    @Override
    public Optional<Tunnel> instead() {
      return Optional.of(tunnel(new OneOfMany(who + "x", tried)));
    }

    @Override
    public Future<RelayEnd> open(Tunnel tunnel, String visitor, EventLoop loop) {
      tried.add(who);
      return loop.newFailedFuture(new BusyException("enough"));
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static void send(RelayEnd stream, String text) {
    stream.write(text(text));
    stream.flush();
  }

  /** The other node has not heard yet that the name is lost, and sends the next request. */
  @Test
  void requestByAStreamFromBeforeTheNameWasLostReachesNobody() {
    Echo client = new Echo();
    Echo visitor = new Echo();
    source = (tunnel, address, on) -> on.newSucceededFuture(client);
    RelayEnd stream = opened(loops.next());
    stream.start(visitor);
    send(stream, "one ");
    await().until(() -> "one ".equals(visitor.came.get()));

    name.isOurs = false;
    send(stream, "two");

    await().until(() -> visitor.isOver);
    assertThat(client.came).hasValue("one ");
  }

  @ParameterizedTest
  @EnumSource(
      value = TunnelProtocol.class,
      names = {"TCP", "TLS"})
  void connectionOfBytesStaysWhatItWasWhenItBegan(TunnelProtocol ofBytes) {
    protocol = ofBytes;
    Echo client = new Echo();
    Echo visitor = new Echo();
    source = (tunnel, address, on) -> on.newSucceededFuture(client);
    RelayEnd stream = opened(loops.next());
    stream.start(visitor);
    send(stream, "one ");
    await().until(() -> "one ".equals(visitor.came.get()));

    name.isOurs = false;
    send(stream, "two");

    await().until(() -> "one two".equals(visitor.came.get()));
    stream.reset();
  }
}
