package org.ngrokd.server.acme;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.RenewalWindow;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CA whose certificates are kept, and that is asked only for what no other server has got
 * meanwhile: of several that want one, one asks, and the others wait for what comes of that.
 *
 * <p>Blocks. Safe from any thread.
 *
 * @param pause between two looks at what another server has got
 */
record SharedCa(Ca ca, CertificateKeep keep, Clock clock, Duration pause) implements Ca {
  /** Longer than any order takes; then the other server is taken for dead. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(SharedCa.class);

  @Override
  public Optional<Identity> there(Wanted wanted) throws InterruptedException {
    Optional<Identity> there = find(wanted);
    while (there.isEmpty() && !claim(wanted)) {
      Thread.sleep(pause.toMillis());
      there = find(wanted);
    }
    return there;
  }

  private boolean claim(Wanted wanted) {
    Instant now = clock.instant();
    return keep.claim(key(wanted), now, now.plus(LONGEST));
  }

  private static String key(Wanted wanted) {
    return wanted.names().get(0) + (wanted.key() == KeyKind.RSA_2048 ? " (RSA)" : "");
  }

  @Override
  public Identity obtain(Wanted wanted, Solver solver) throws CaException, InterruptedException {
    try {
      Identity issued = ca.obtain(wanted, solver);
      keep(new Kept(wanted.names().get(0), issued, clock.instant()));
      return issued;
    } finally {
      release(key(wanted));
    }
  }

  /** Also when the server stops: or the next start would wait for nobody. */
  private void release(String order) {
    boolean isStopping = Thread.interrupted();
    keep.release(order);
    if (isStopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(Kept certificate) {
    try {
      keep.put(certificate);
    } catch (RuntimeException e) { // a full disk, a database that is away
      LOG.warn(
          "The certificate of {} is in use but cannot be kept, so that after a restart it is asked"
              + " for again: {}",
          certificate.name(),
          Failures.oneLine(e));
    }
  }

  private Optional<Identity> find(Wanted wanted) {
    Instant least = wanted.replaces().map(SharedCa::end).orElse(clock.instant());
    try {
      return keep.find(wanted.names().get(0)).stream()
          .filter(kept -> kept.isRsa() == (wanted.key() == KeyKind.RSA_2048))
          .map(Kept::identity)
          .filter(identity -> end(identity).isAfter(least))
          .findFirst();
    } catch (UserException e) { // a database that is away; the CA need not be
      LOG.debug("What others have is not known now: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Instant end(Identity identity) {
    X509Certificate leaf = identity.leaf();
    return leaf.getNotAfter().toInstant();
  }

  @Override
  public Optional<RenewalWindow> renewal(Identity current) throws CaException {
    return ca.renewal(current);
  }

  @Override
  public void revoke(Identity issued) throws CaException {
    ca.revoke(issued);
  }
}
