package org.ngrokd.server.acme.ca;

import java.util.List;
import java.util.Optional;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;

/** A CA that speaks ACME (RFC 8555). Blocks: for threads that may wait. Safe from any thread. */
public interface Ca {
  /**
   * What need not be asked for any more, since somebody else has got it; waits while somebody else
   * asks for it. To be called right before {@link #obtain}.
   */
  default Optional<Identity> there(Wanted wanted) throws InterruptedException {
    return Optional.empty();
  }

  /**
   * Gets a certificate.
   *
   * @param solver shows the CA that the names are ours
   * @return the certificate with its chain, and its key
   * @throws CaException with a line for the user
   */
  Identity obtain(Wanted wanted, Solver solver) throws CaException, InterruptedException;

  /**
   * When the CA would have a certificate renewed (RFC 9773).
   *
   * @return empty when it does not say so
   */
  Optional<RenewalWindow> renewal(Identity current) throws CaException;

  /** Declares a certificate void. */
  void revoke(Identity issued) throws CaException;

  /**
   * What is wanted.
   *
   * @param names host names, a wildcard or an IP address among them; the first is what it is kept
   *     by
   * @param replaces the certificate that it comes in place of
   */
  record Wanted(List<String> names, KeyKind key, Optional<Identity> replaces) {
    public Wanted {
      names = List.copyOf(names);
    }
  }
}
