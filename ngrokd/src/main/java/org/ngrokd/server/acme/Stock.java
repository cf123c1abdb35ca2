package org.ngrokd.server.acme;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that there are: held to be shown, and kept for the next start. Safe from any
 * thread; what is kept is read and written on {@code threads}.
 */
final class Stock {
  private static final Logger LOG = LoggerFactory.getLogger(Stock.class);

  private final HeldCertificates held;
  private final CertificateKeep keep;
  private final Coverage coverage;
  private final Clock clock;
  private final Executor threads;

  /**
   * @param threads where it may be waited for the keep
   */
  Stock(
      HeldCertificates held,
      CertificateKeep keep,
      Coverage coverage,
      Clock clock,
      Executor threads) {
    this.held = held;
    this.keep = keep;
    this.coverage = coverage;
    this.clock = clock;
    this.threads = threads;
  }

  /**
   * Takes up what is kept. Blocks.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be read
   */
  void load() {
    keep.all().forEach(held::put);
    preferWildcard();
  }

  /** The one for a name: its own, or the wildcard that is for all names of the domain. */
  Optional<Identity> of(String name, KeyKind kind) {
    String keptBy = coverage.of(name);
    boolean isRsa = kind == KeyKind.RSA_2048;
    boolean isOfItsOwn = keptBy.equals(name) && !isRsa;
    return isOfItsOwn ? held.named().find(name) : ofItsOwn(keptBy, kind);
  }

  /** The one that is kept by this name. */
  Optional<Identity> ofItsOwn(String name, KeyKind kind) {
    return held.kept(name, kind == KeyKind.RSA_2048).map(Kept::identity);
  }

  boolean isGood(Identity identity) {
    return clock.instant().isBefore(identity.leaf().getNotAfter().toInstant());
  }

  /** Somebody has the name that these are kept by. */
  void used(String name) {
    Instant now = clock.instant();
    for (boolean isRsa : new boolean[] {false, true}) {
      held.kept(name, isRsa).ifPresent(known -> held.put(new Kept(name, known.identity(), now)));
    }
    if (held.kept(name, false).isPresent()) {
      later(() -> keep.used(name, now));
    }
  }

  void later(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The server stops");
    }
  }

  /** One has come, and is shown from now on. */
  void got(Ca.Wanted wanted, Identity identity) {
    held.put(new Kept(wanted.names().get(0), identity, clock.instant()));
    LOG.info(
        "Certificate for {} from {}, valid until {}",
        String.join(", ", wanted.names()),
        identity.leaf().getIssuerX500Principal().getName(),
        identity.leaf().getNotAfter().toInstant());
    if (wanted.names().get(0).equals(coverage.everything())) {
      preferWildcard();
    }
  }

  /** Another server has got one, and is good for longer than what there is. Blocks. */
  void given(Kept certificate) {
    boolean isNews =
        held.kept(certificate.name(), certificate.isRsa())
            .filter(known -> !end(known).isBefore(end(certificate)))
            .isEmpty();
    if (!isNews || !isGood(certificate.identity())) {
      return;
    }
    held.put(certificate);
    LOG.info("Certificate for {} from another server", certificate.name());
    if (certificate.name().equals(coverage.everything())) {
      preferWildcard();
    }
    try {
      keep.put(certificate);
    } catch (RuntimeException e) {
      LOG.warn("It is not kept for the next start: {}", Failures.oneLine(e));
    }
  }

  private static Instant end(Kept certificate) {
    return certificate.identity().leaf().getNotAfter().toInstant();
  }

  /** Nobody has had its name for long. Blocks. */
  void lapse(Kept each) {
    LOG.info("The certificate of {} lapses: nobody has had the name for 30 days", each.name());
    held.remove(each);
    preferWildcard();
    keep.remove(each.name());
  }

  /** Those for single names go, which an earlier start got, or this one while it had none. */
  void preferWildcard() {
    for (boolean isRsa : new boolean[] {false, true}) {
      held.kept(coverage.everything(), isRsa)
          .filter(wildcard -> isGood(wildcard.identity()))
          .ifPresent(this::prefer);
    }
  }

  private void prefer(Kept wildcard) {
    held.put(wildcard);
    for (Kept each : held.all()) {
      boolean isSingle = !each.name().equals(wildcard.name());
      boolean isCovered = coverage.of(each.name()).equals(wildcard.name());
      if (isSingle && isCovered && each.isRsa() == wildcard.isRsa()) {
        held.remove(each);
        later(() -> keep.remove(each.name()));
      }
    }
    held.put(wildcard); // the domain's own name is in both
  }
}
