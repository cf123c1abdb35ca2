package org.ngrokd.server.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.server.acme.challenge.AlpnChallenges;
import org.ngrokd.server.acme.challenge.ChallengeCertificate;
import org.ngrokd.server.acme.challenge.Published;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.testing.TestIdentities;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.Stapling;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.TlsVersion;

/** Which certificate is shown while there is none yet. */
class AcmeCertificatesTest {
  private final HeldCertificates held =
      new HeldCertificates(TlsVersion.TLS_1_2, true, Stapling.NONE);
  private final AlpnChallenges challenges = new AlpnChallenges(ChallengeCertificate::context);
  private final Map<String, CompletableFuture<?>> underWay = new HashMap<>();
  private final SslContext own = ownContext();
  private final AcmeCertificates certificates =
      new AcmeCertificates(
          held,
          challenges,
          name -> Optional.ofNullable(underWay.get(name)),
          new AcmeCertificates.Own(new OneForAll(), name -> name.equals("given.example.net")),
          "example.net");

  private final class OneForAll implements Certificates {
    @Override
    public boolean dependOnName() {
      return false;
    }

    @Override
    public Future<SslContext> context(String serverName) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(own);
    }
  }

  private static SslContext ownContext() {
    TestCertificates made = TestCertificates.localhost();
    try {
      return TlsContexts.server(List.of(made.certificate()), made.privateKey(), TlsVersion.TLS_1_2);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void has(String name, KeyKind kind) {
    Instant now = Instant.now();
    held.put(
        new Kept(
            name,
            TestIdentities.of(kind.newKeyPair(), now, now.plus(Duration.ofDays(9)), name),
            now));
  }

  @Test
  void visitorWaitsForTheFirstOrderOfItsName() {
    CompletableFuture<Void> order = new CompletableFuture<>();
    underWay.put("a.example.net", order);
    Future<SslContext> waiting = certificates.context("a.example.net");
    assertThat(waiting.isDone()).isFalse();

    has("a.example.net", KeyKind.ECDSA_P256);
    order.complete(null);

    assertThat(waiting.getNow()).isNotNull().isNotSameAs(own);
    assertThat(certificates.context("a.example.net").getNow()).isSameAs(waiting.getNow());
  }

  @Test
  void failedOrderLeavesOurOwn() {
    CompletableFuture<Void> order = new CompletableFuture<>();
    underWay.put("a.example.net", order);
    Future<SslContext> waiting = certificates.context("a.example.net");

    order.completeExceptionally(new IOException("the CA is away"));

    assertThat(waiting.getNow()).isSameAs(own);
  }

  @Test
  void afterTwentySecondsThereIsOurOwnAndTheOrderGoesOn() {
    assertThat(AcmeCertificates.PATIENCE).isEqualTo(Duration.ofSeconds(20));
    Timed order = new Timed();
    underWay.put("a.example.net", order);
    Future<SslContext> waiting = certificates.context("a.example.net");
    assertThat(waiting.isDone()).isFalse();

    order.waiting.completeExceptionally(new TimeoutException());

    assertThat(waiting.getNow()).isSameAs(own);
    assertThat(order).isNotDone();
  }

  /** Whose copy, which is what visitors wait for, is in the test's hand. */
  private static final class Timed extends CompletableFuture<Void> {
    final CompletableFuture<Void> waiting = new CompletableFuture<>();

    @Override
    public CompletableFuture<Void> copy() {
      return waiting;
    }
  }

  @Test
  void madeUpNamesGetOurOwnAndLeaveNothing() {
    for (int i = 0; i < 10_000; i++) {
      Future<SslContext> context = certificates.context("made-up-" + i + ".example.net");
      assertThat(context.getNow()).isSameAs(own);
    }

    assertThat(held.named().size()).isZero();
    assertThat(underWay).isEmpty();
  }

  @Test
  void whoNamesNoServerGetsTheDomains() {
    has("example.net", KeyKind.ECDSA_P256);

    assertThat(certificates.context("").getNow())
        .isSameAs(certificates.context("example.net").getNow())
        .isNotSameAs(own);
  }

  @Test
  void certificateOfTheUsersComesFirst() {
    has("given.example.net", KeyKind.ECDSA_P256);
    has("given.example.net", KeyKind.RSA_2048);

    assertThat(certificates.context("given.example.net").getNow()).isSameAs(own);
    assertThat(certificates.contextOfRsa("given.example.net").getNow()).isSameAs(own);
  }

  @Test
  void oldClientsGetTheOneOfRsaOnceItIsThere() {
    has("a.example.net", KeyKind.ECDSA_P256);
    SslContext usual = certificates.context("a.example.net").getNow();
    assertThat(certificates.contextOfRsa("a.example.net").getNow()).isSameAs(usual);

    has("a.example.net", KeyKind.RSA_2048);

    assertThat(certificates.contextOfRsa("a.example.net").getNow()).isNotSameAs(usual);
    assertThat(certificates.context("a.example.net").getNow()).isSameAs(usual);
  }

  @Test
  void caIsShownWhatItLooksForAsLongAsItIsExpected() {
    assertThat(certificates.challenge("a.example.net")).isEmpty();
    try (Published published = challenges.publish("a.example.net", new byte[32])) {
      assertThat(certificates.challenge("a.example.net")).isPresent();
      assertThat(certificates.challenge("b.example.net")).isEmpty();
      assertThat(published).isNotNull();
    }
    assertThat(certificates.challenge("a.example.net")).isEmpty();
  }
}
