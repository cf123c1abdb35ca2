package org.ngrokd.server.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;

/** A CA that says by OCSP what it is told to say. Its fields are for any thread. */
public final class TestResponder implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Clock clock;
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Identity signer;

  /** How often it was asked. */
  public final AtomicInteger asked = new AtomicInteger();

  /** Null: good. */
  public volatile CertificateStatus status = CertificateStatus.GOOD;

  /** From its answer to the next. */
  public volatile Optional<Duration> life = Optional.of(Duration.ofDays(4));

  /** It says this instead of an answer. */
  public volatile Optional<byte[]> nonsense = Optional.empty();

  /** It says nothing at all. */
  public volatile boolean isSilent;

  /** It says its answer byte by byte, and never ends. */
  public volatile boolean drips;

  /** Who signs its answers, with his certificate in them; empty: the issuer. */
  public volatile Optional<Identity> delegate = Optional.empty();

  private TestResponder(HttpServer server, Clock clock, Identity signer) {
    this.server = server;
    this.clock = clock;
    this.signer = signer;
  }

  /** Starts one for a CA of its own. */
  public static TestResponder start(Clock clock) throws IOException {
    KeyPair key = KeyKind.ECDSA_P256.newKeyPair();
    X500Principal name = new X500Principal("CN=CA with a responder");
    Instant now = clock.instant();
    X509Certificate own = sign(builder(name, name, key, now), key.getPrivate());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TestResponder responder =
        new TestResponder(server, clock, new Identity(List.of(own), key.getPrivate()));
    server.setExecutor(responder.threads);
    server.createContext("/", responder::serve);
    server.start();
    return responder;
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal name, KeyPair key, Instant now) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(now.minus(Duration.ofDays(1))),
        Date.from(now.plus(Duration.ofDays(90))),
        name,
        key.getPublic());
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
    try {
      String how = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(how).build(key)));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers for another CA from now on. */
  public void answersFor(Identity ca) {
    signer = ca;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp");
  }

  /** A certificate that names this responder. */
  public Identity issue(String name) throws IOException {
    return issue(
        name,
        Optional.of(
            new AuthorityInformationAccess(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, address().toString()))));
  }

  /** One that names none. */
  public Identity issueWithout(String name) throws IOException {
    return issue(name, Optional.empty());
  }

  private Identity issue(String name, Optional<AuthorityInformationAccess> access)
      throws IOException {
    KeyPair key = KeyKind.ECDSA_P256.newKeyPair();
    JcaX509v3CertificateBuilder builder = builderOf(name, key);
    if (access.isPresent()) {
      builder.addExtension(Extension.authorityInfoAccess, false, access.get());
    }
    return new Identity(List.of(sign(builder, signer.key()), signer.leaf()), key.getPrivate());
  }

  private JcaX509v3CertificateBuilder builderOf(String name, KeyPair key) {
    return builder(
        signer.leaf().getSubjectX500Principal(),
        new X500Principal("CN=" + name),
        key,
        clock.instant());
  }

  /** Somebody whom the CA lets answer, or not. */
  public Identity somebody(boolean mayAnswer) throws IOException {
    KeyPair key = KeyKind.ECDSA_P256.newKeyPair();
    JcaX509v3CertificateBuilder builder = builderOf("somebody", key);
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            mayAnswer ? KeyPurposeId.id_kp_OCSPSigning : KeyPurposeId.id_kp_serverAuth));
    return new Identity(List.of(sign(builder, signer.key())), key.getPrivate());
  }

  /** Somebody who has nothing to do with the CA. */
  public static Identity stranger() {
    return CertificateAuthority.create("stranger", KeyKind.ECDSA_P256, Instant.now())
        .issueServer("stranger", KeyKind.ECDSA_P256, Instant.now());
  }

  private void serve(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    byte[] question = exchange.getRequestBody().readAllBytes();
    try {
      if (isSilent) {
        end.await();
      }
      byte[] body = nonsense.isPresent() ? nonsense.get() : answer(question);
      exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
      exchange.sendResponseHeaders(200, drips ? 0 : body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body, 0, drips ? 1 : body.length);
      if (drips) {
        exchange.getResponseBody().flush();
        end.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private byte[] answer(byte[] question) throws IOException {
    Identity who = delegate.orElse(signer);
    try {
      CertificateID id = new OCSPReq(question).getRequestList()[0].getCertID();
      JcaBasicOCSPRespBuilder builder =
          new JcaBasicOCSPRespBuilder(
              who.leaf().getPublicKey(),
              new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1));
      Instant now = clock.instant();
      builder.addResponse(
          id, status, Date.from(now), life.map(now::plus).map(Date::from).orElse(null), null);
      X509CertificateHolder[] chain =
          delegate.isPresent()
              ? new X509CertificateHolder[] {new JcaX509CertificateHolder(who.leaf())}
              : new X509CertificateHolder[0];
      String how = who.key().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      BasicOCSPResp said =
          builder.build(new JcaContentSignerBuilder(how).build(who.key()), chain, Date.from(now));
      return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, said).getEncoded();
    } catch (OCSPException | OperatorCreationException | GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
