package org.ngrokd.server.cluster.links;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.tunnel.BusyException;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.ServiceDownException;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.Transport;
import org.ngrokd.streams.relay.ActiveRelays;
import org.ngrokd.streams.relay.RelayEnd;

/** What a node takes from another one, and whom it takes for one. */
class LinksIT {
  private static final String URL = "http://www.example.com";
  private static final String VISITOR = "192.0.2.1:4711";
  private static final long EPOCH = 7;
  private static final TunnelRules RULES =
      new TunnelRules(
              "ada:secret",
              CidrList.parse(List.of("192.0.2.0/24")),
              CidrList.parse(List.of("192.0.2.9")),
              5,
              true,
              true)
          .withHeads(new TunnelSettings.Heads(true, TunnelSettings.Destination.AS_SENT))
          .withHost(Optional.of("nas"));

  private final GuardedEventLoops loops = Transport.best().eventLoops("links", 2);
  private final WindowBudget windows = new WindowBudget(64L << 20);
  private final MemoryBudget memory = MemoryBudget.unlimited();
  private final Replying replying = new Replying();
  private final CertificateAuthority authority = newAuthority();
  private final AtomicInteger opened = new AtomicInteger();
  private volatile Exception answer = new BusyException("enough");
  private HostAndPort address;

  private static CertificateAuthority newAuthority() {
    return CertificateAuthority.create(
        "test cluster", KeyKind.ECDSA_P256, Clock.systemUTC().instant());
  }

  @BeforeEach
  void listen() throws IOException {
    Tunnel tunnel =
        new Tunnel(
            new PublicUrl(TunnelProtocol.HTTP, "www.example.com"),
            RULES,
            (asked, visitor, loop) -> {
              assertThat(visitor).isEqualTo(VISITOR);
              opened.incrementAndGet();
              return loop.newFailedFuture(answer);
            },
            Tunnel.Release.NOTHING);
    Reception reception =
        new Reception(
            (url, epoch) ->
                url.equals(URL) && epoch == EPOCH ? Optional.of(tunnel) : Optional.empty(),
            new ActiveRelays(),
            memory,
            windows,
            replying);
    address = new HostAndPort("127.0.0.1", FreePort.tcp());
    new ServerBootstrap()
        .group(loops)
        .channel(Transport.best().serverSocket())
        .childHandler(reception.pipeline(tls(authority, address.toString())))
        .bind(address.host(), address.port())
        .syncUninterruptibly();
  }

  @AfterEach
  void end() {
    loops.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
  }

  private static NodeTls tls(CertificateAuthority by, String at) {
    return NodeTls.of(by, at, Clock.systemUTC());
  }

  private Links links(CertificateAuthority by) {
    return new Links(tls(by, "127.0.0.1:1"), windows, memory);
  }

  private Throwable failure(String url, long epoch) {
    return failure(links(authority), address, url, epoch);
  }

  private Throwable failure(Links links, HostAndPort at, String url, long epoch) {
    Future<RelayEnd> opening =
        links.open(new Links.Place("node", at), new StreamHead(url, VISITOR, epoch), loops.next());
    opening.awaitUninterruptibly();
    return opening.cause();
  }

  @Test
  void visitorWithTheEpochOfTheClaimIsLetIn() {
    assertThat(failure(URL, EPOCH)).isInstanceOf(BusyException.class);
    assertThat(opened).hasValue(1);

    answer = new ServiceDownException("it is down");
    assertThat(failure(URL, EPOCH)).isInstanceOf(ServiceDownException.class);

    answer = new IOException("no way");
    assertThat(failure(URL, EPOCH)).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void whoComesWithAnOlderEpochOrANewerOneIsRefused() {
    assertThat(failure(URL, EPOCH - 1)).isInstanceOf(NotOursException.class);
    assertThat(failure(URL, EPOCH + 1)).isInstanceOf(NotOursException.class);
    assertThat(failure(URL, 0)).isInstanceOf(NotOursException.class);
    assertThat(failure("http://other.example.com", EPOCH)).isInstanceOf(NotOursException.class);
    assertThat(opened).hasValue(0);
  }

  @Test
  void rulesAreToldAsTheyAre() {
    Links.Place there = new Links.Place("node", address);

    Description told =
        links(authority).describe(there, URL, EPOCH, loops.next()).orTimeout(9, SECONDS).join();

    TunnelRules rules = told.rules();
    assertThat(rules.httpAuth()).isEqualTo(RULES.httpAuth());
    assertThat(rules.allow().texts()).isEqualTo(RULES.allow().texts());
    assertThat(rules.deny().texts()).isEqualTo(RULES.deny().texts());
    assertThat(rules.redirectToHttps()).isTrue();
    assertThat(rules.visitorPerConnection()).isTrue();
    assertThat(rules.heads()).isEqualTo(RULES.heads());
    assertThat(rules.hostHeader()).contains("nas");
    assertThat(told.believesForwarded()).isFalse();
    assertThatThrownBy(
            () ->
                links(authority)
                    .describe(there, URL, EPOCH - 1, loops.next())
                    .orTimeout(9, SECONDS)
                    .join())
        .hasCauseInstanceOf(NotOursException.class);
  }

  private CompletableFuture<byte[]> ask(String kind, byte[] question) {
    return links(authority)
        .ask(new Links.Place("node", address), kind, question, loops.next())
        .orTimeout(20, SECONDS);
  }

  @Test
  void questionsHaveTheirAnswersHoweverLongTheyAre() {
    byte[] much = new byte[300_000];
    new Random(1).nextBytes(much);
    replying.by("echo", CompletableFuture::completedFuture);
    replying.by("nothing", asked -> CompletableFuture.completedFuture(new byte[0]));

    assertThat(ask("echo", much).join()).isEqualTo(much);
    assertThat(ask("echo", new byte[0]).join()).isEmpty();
    assertThat(ask("nothing", new byte[] {1}).join()).isEmpty();
    assertThat(ask("nothing", new byte[] {1}).join()).isEmpty();
  }

  @Test
  void whoHasNoAnswerSaysSo() {
    replying.by("broken", asked -> CompletableFuture.failedFuture(new IOException("no")));
    replying.by(
        "bug",
        asked -> {
          throw new IllegalStateException("no");
        });

    assertThatThrownBy(() -> ask("unheard-of", new byte[0]).join())
        .hasMessageContaining("it is older");
    assertThatThrownBy(() -> ask("broken", new byte[0]).join()).hasMessageContaining("no answer");
    assertThatThrownBy(() -> ask("bug", new byte[0]).join()).hasMessageContaining("no answer");
  }

  @Test
  void whatIsTooLongIsNotTakenIn() {
    replying.by("echo", CompletableFuture::completedFuture);
    replying.by("endless", asked -> CompletableFuture.completedFuture(new byte[20 << 20]));

    assertThatThrownBy(() -> ask("echo", new byte[2 << 20]).join()).isNotNull();
    assertThatThrownBy(() -> ask("endless", new byte[0]).join())
        .hasMessageContaining("it has no end");
  }

  @Test
  void questionsThatNobodyAnswersAreFewAndLeaveNothingBehind() {
    List<CompletableFuture<byte[]>> pending = new ArrayList<>();
    replying.by("never", asked -> new CompletableFuture<>());
    replying.by("echo", CompletableFuture::completedFuture);
    Links links = links(authority);
    Links.Place there = new Links.Place("node", address);
    for (int i = 0; i < 300; i++) {
      pending.add(links.ask(there, "never", new byte[] {1}, loops.next()));
    }
    await()
        .untilAsserted(
            () ->
                assertThat(pending.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .hasSize(44));

    pending.forEach(each -> each.cancel(false));

    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(ask("echo", new byte[] {1}).join()).hasSize(1));
    await().untilAsserted(() -> assertThat(memory.used()).isZero());
  }

  @Test
  void nodeOfAnotherClusterIsLetInByNobody() {
    assertThat(failure(links(newAuthority()), address, URL, EPOCH)).isNotNull();
    assertThat(opened).hasValue(0);
  }

  /** One that has no certificate at all. */
  @Test
  void strangerIsNotLetIn() throws Exception {
    SSLSocketFactory trusting = TestCertificates.trustAllContext().getSocketFactory();
    try (Socket socket = trusting.createSocket(address.host(), address.port())) {
      socket.setSoTimeout(9_000);
      assertThatThrownBy(
              () -> {
                socket.getOutputStream().write(1);
                int unused = socket.getInputStream().read();
                throw new IOException("ended with " + unused);
              })
          .isInstanceOf(SSLException.class);
    }
  }

  /** Its certificate is for the address where it is, and this is another. */
  @Test
  void nodeDoesNotPassForAnotherOneOfItsCluster() {
    HostAndPort same = new HostAndPort("localhost", address.port());

    assertThat(failure(links(authority), same, URL, EPOCH)).isInstanceOf(SSLException.class);
    assertThat(opened).hasValue(0);
  }
}
