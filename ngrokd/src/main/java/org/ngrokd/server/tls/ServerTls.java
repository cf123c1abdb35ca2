package org.ngrokd.server.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.IdentityCheck;
import org.ngrokd.streams.net.TlsVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections get. {@link #check} looks for renewed files and takes them
 * up; connections that are open keep what they have.
 *
 * <p>Safe from any thread.
 */
public final class ServerTls implements Certificates {
  /** How often it is asked whether our own certificate ends soon. */
  private static final Duration OWN_CHECK = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private CertificateFiles files;
  private Optional<OwnCertificate> own;
  private final TlsVersion oldest;
  private final Clock clock;
  private final Optional<String> besideCa;
  private volatile ServerCertificate current;
  private String version;
  private Instant ownSeen;
  private boolean failedBefore;
  private String warnedOfFailure = "";
  private String warnedOfExpiry = "";
  private volatile Function<X509Certificate, Optional<String>> misfit = any -> Optional.empty();

  private ServerTls(
      CertificateFiles files,
      Optional<OwnCertificate> own,
      TlsVersion oldest,
      Clock clock,
      Optional<String> besideCa) {
    this.files = files;
    this.own = own;
    this.oldest = oldest;
    this.clock = clock;
    this.besideCa = besideCa;
    own.ifPresent(certificate -> certificate.renewIfNeeded(clock.instant()));
    this.ownSeen = clock.instant();
    this.version = files.version();
    this.current = ServerCertificate.of(files.read(), oldest);
    tellChain();
    tellExpiry();
    tell();
  }

  /** With a certificate that the user has. */
  public static ServerTls given(CertificateFiles files, TlsVersion oldest, Clock clock) {
    return given(files, oldest, clock, Optional.empty());
  }

  /**
   * The same.
   *
   * @param besideCa the domain whose certificate comes from a CA if this is not for it; empty: none
   *     does
   */
  public static ServerTls given(
      CertificateFiles files, TlsVersion oldest, Clock clock, Optional<String> besideCa) {
    return new ServerTls(files, Optional.empty(), oldest, clock, besideCa);
  }

  /** With a certificate that the server makes and renews itself. */
  public static ServerTls own(OwnCertificate own, TlsVersion oldest, Clock clock) {
    return own(own, oldest, clock, Optional.empty());
  }

  /**
   * The same.
   *
   * @param besideCa the domain whose certificate comes from a CA, once it is there; empty: none
   *     does
   */
  public static ServerTls own(
      OwnCertificate own, TlsVersion oldest, Clock clock, Optional<String> besideCa) {
    return new ServerTls(own.files(), Optional.of(own), oldest, clock, besideCa);
  }

  /**
   * Says when the certificate does not fit what is served: now, and when another one is taken up.
   *
   * @param newMisfit a line for the log; empty when all is well
   */
  public ServerTls telling(Function<X509Certificate, Optional<String>> newMisfit) {
    misfit = newMisfit;
    tellMisfit();
    return this;
  }

  /** One certificate for everybody. */
  @Override
  public boolean dependOnName() {
    return false;
  }

  @Override
  public Future<SslContext> context(String serverName) {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(current.context());
  }

  /** The names in the certificate. */
  public List<String> names() {
    return current.names();
  }

  @Override
  public List<Expiry> expiries(int most) {
    ServerCertificate now = current;
    Instant at = now.identity().leaf().getNotAfter().toInstant();
    return now.names().stream().limit(most).map(name -> new Expiry(name, at)).toList();
  }

  /** Why nobody can trust the certificate now, whoever issued it; empty when all is well. */
  public Optional<String> trouble() {
    X509Certificate leaf = current.identity().leaf();
    Instant now = clock.instant();
    String names = String.join(", ", current.names());
    if (now.isAfter(leaf.getNotAfter().toInstant())) {
      return Optional.of(
          "the certificate for " + names + " has ended on " + leaf.getNotAfter().toInstant());
    }
    return now.isBefore(leaf.getNotBefore().toInstant())
        ? Optional.of(
            "the certificate for "
                + names
                + " is not valid before "
                + leaf.getNotBefore().toInstant())
        : Optional.empty();
  }

  /** Whether browsers know the certificate, and take it for this host. */
  public boolean isKnownToBrowsers(String host) {
    ServerCertificate now = current;
    return now.isPublic() && CertificateNames.matches(now.identity().leaf(), host);
  }

  /** Whether the user has given a certificate, and it is for this host. */
  public synchronized boolean isGivenFor(String host) {
    return own.isEmpty() && CertificateNames.matches(current.identity().leaf(), host);
  }

  /** The line that a client's config needs. */
  public String clientConfigLine() {
    return current.clientConfigLine();
  }

  /**
   * Takes up renewed files, renews a certificate of our own that ends soon, and warns of one that
   * does. Reads files: not on an event loop.
   */
  public synchronized void check() {
    try {
      renewOwnWhenDue();
      String now = files.version();
      if (!now.equals(version)) {
        current = ServerCertificate.of(files.read(), oldest);
        version = now;
        failedBefore = false;
        warnedOfFailure = "";
        tellChain();
        tellMisfit();
        tell();
      }
    } catch (CertificateFileException e) {
      keepOld(e);
    }
    tellExpiry();
  }

  /**
   * Prepares the certificate in these files to be shown, as they are now. Reads files: not on an
   * event loop.
   *
   * @return what makes new connections get it
   * @throws CertificateFileException when it cannot be used
   */
  public Runnable prepare(CertificateFiles others) {
    String read = others.version();
    ServerCertificate next = ServerCertificate.of(others.read(), oldest);
    return () -> show(next, others, read);
  }

  private synchronized void show(ServerCertificate next, CertificateFiles others, String read) {
    boolean isNew = !others.equals(files) || !read.equals(version);
    files = others;
    own = Optional.empty();
    version = read;
    failedBefore = false;
    warnedOfFailure = "";
    if (isNew) {
      current = next;
      tellChain();
      tellMisfit();
      tell();
      tellExpiry();
    }
  }

  /** Looks closely, with signatures, only where something changed or some time has passed. */
  private void renewOwnWhenDue() {
    Instant now = clock.instant();
    boolean due = !now.isBefore(ownSeen.plus(OWN_CHECK)) || !files.version().equals(version);
    if (own.isPresent() && due) {
      own.get().renewIfNeeded(now);
      ownSeen = now;
    }
  }

  /** A renewal writes one file after the other: only a failure that stays is worth a line. */
  private void keepOld(CertificateFileException failure) {
    String line = "Keeping the old certificate: " + failure.getMessage();
    if (failedBefore && !warnedOfFailure.equals(line)) {
      warnedOfFailure = line;
      LOG.warn(line);
    }
    failedBefore = true;
  }

  private void tell() {
    Instant until = current.identity().leaf().getNotAfter().toInstant();
    String names = String.join(", ", current.names());
    if (besideCa.isEmpty() || isGivenFor(besideCa.get())) {
      LOG.info(
          "Certificate for {}, valid until {}; a client's config needs: {}",
          names,
          until,
          current.clientConfigLine());
    } else {
      LOG.info(
          "Certificate for {}, valid until {}, for names that have none from the CA; that of {} is"
              + " the CA's: what a client's config needs is told when it is there",
          names,
          until,
          besideCa.get());
    }
  }

  private void tellChain() {
    IdentityCheck.incompleteChainWarning(current.identity().chain()).ifPresent(LOG::warn);
  }

  private void tellMisfit() {
    misfit.apply(current.identity().leaf()).ifPresent(LOG::warn);
  }

  private void tellExpiry() {
    IdentityCheck.expiryWarning(current.identity().leaf(), clock.instant())
        .filter(warning -> !warning.equals(warnedOfExpiry))
        .ifPresent(
            warning -> {
              warnedOfExpiry = warning;
              LOG.warn(warning);
            });
  }
}
