package org.ngrokd.client.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.IdentityCheck;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.trust.VisitorTrust;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.relay.RelayEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one tunnel's visitors: our certificate, and who is let in. The files are read again
 * when they have changed; while they make no sense, what was read before holds. Safe from any
 * thread.
 */
public final class VisitorTls {
  /** How long a visitor may take for the handshake. */
  public static final Duration HANDSHAKE = Duration.ofSeconds(10);

  /** How often it is looked whether the files have changed, while visitors come. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(VisitorTls.class);

  private final Termination termination;
  private final Executor files;
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
  private volatile SslContext context;
  private String version;

  private VisitorTls(Termination termination, Executor files) {
    this.termination = termination;
    this.files = files;
    this.version = FileVersions.of(termination);
    this.context = read(termination);
  }

  /**
   * Reads the files.
   *
   * @param files where they are read again later
   * @throws CertificateFileException when one cannot be read, or the key is another certificate's
   */
  public static VisitorTls of(Termination termination, Executor files) {
    return new VisitorTls(termination, files);
  }

  private static SslContext read(Termination termination) {
    Identity identity =
        new Identity(
            PemFiles.readCertificates(termination.certificate()),
            PemFiles.readPrivateKey(termination.key()));
    try {
      IdentityCheck.requireMatchingKey(identity);
    } catch (CertificateFileException e) {
      throw new CertificateFileException(
          "%s and %s: %s".formatted(termination.certificate(), termination.key(), e.getMessage()),
          e);
    }
    @Nullable VisitorTrust visitors =
        termination.visitorCas().isEmpty() ? null : VisitorTrust.ofCas(termination.visitorCas());
    try {
      return TlsContexts.forVisitors(
          identity.chain(), identity.key(), visitors, termination.isHttp());
    } catch (SSLException e) {
      throw new UserException(
          "TLS cannot be set up with " + termination.certificate() + ": " + e.getMessage());
    }
  }

  /**
   * A visitor behind TLS, whose handshake has not begun. On the visitor's event loop.
   *
   * @param visitor not started
   */
  public TlsEnd end(RelayEnd visitor, EventLoop loop) throws SSLException {
    lookNowAndThen();
    return new TlsEnd(visitor, loop, context.newEngine(ByteBufAllocator.DEFAULT));
  }

  /** Who comes next gets what was found. */
  private void lookNowAndThen() {
    long now = System.nanoTime();
    long before = lookedAt.get();
    if (now - before >= BETWEEN_LOOKS.toNanos() && lookedAt.compareAndSet(before, now)) {
      try {
        files.execute(this::readChanged);
      } catch (RejectedExecutionException e) {
        LOG.debug("The client ends: {}", termination.certificate());
      }
    }
  }

  /** Reads the files if they have changed. Blocks. */
  synchronized void readChanged() {
    String now = FileVersions.of(termination);
    if (now.equals(version)) {
      return;
    }
    version = now;
    try {
      context = read(termination);
      LOG.info("Visitors get the new certificate of {}", termination.certificate());
    } catch (CertificateFileException | UserException e) {
      LOG.warn("{}; visitors get the certificate that was there before", e.getMessage());
    }
  }

  /** Once for all that come within a minute: strangers may do it as often as they like. */
  public static final class Failures {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - MINUTE);

    /** Whether this one is worth a line. */
    public boolean isNew() {
      long now = System.nanoTime();
      long before = toldAt.get();
      return now - before >= MINUTE && toldAt.compareAndSet(before, now);
    }
  }
}
