package org.ngrokd.server.cli.certs;

import java.security.KeyPair;
import java.time.Clock;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.acme.ca.Acme4jCa;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;

/**
 * Declares certificates void. Apart from its command: all commands are loaded at a start.
 *
 * @param name as it is kept by
 */
record Revocation(AcmeOptions.Issuer issuer, String name) {
  /**
   * Does so with all that a server with these options keeps of the name.
   *
   * @throws UserException when there is none, or the CA does not agree
   */
  void of(ServerOptions options) {
    try (CertificateKeep keep = Keeps.open(options)) {
      for (Kept each : Keeps.find(keep, name)) {
        revoke(keep, each);
      }
      keep.remove(Keeps.key(name));
      keep.ask(Keeps.key(name));
    }
  }

  private void revoke(CertificateKeep keep, Kept each) {
    KeyPair account = keep.accountKey(issuer.server().toString(), KeyKind.ECDSA_P256::newKeyPair);
    try {
      new Acme4jCa(issuer, account, Clock.systemUTC()).revoke(each.identity());
    } catch (CaException e) {
      throw new UserException(
          "The certificate of %s is as good as before: %s".formatted(name, e.getMessage()));
    }
  }
}
