package org.ngrokd.server.acme;

import java.security.cert.X509Certificate;
import java.time.Clock;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CA that is asked only for what no other server has got meanwhile. Blocks. Safe from any thread.
 */
record SharedCa(Ca ca, CertificateKeep keep, Clock clock) implements Ca {
  private static final Logger LOG = LoggerFactory.getLogger(SharedCa.class);

  @Override
  public Identity obtain(Wanted wanted, Solver solver) throws CaException, InterruptedException {
    Optional<Identity> there = there(wanted);
    return there.isPresent() ? there.get() : ca.obtain(wanted, solver);
  }

  private Optional<Identity> there(Wanted wanted) {
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
