package org.ngrokd.server.cli.certs;

import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.acme.ca.Acme4jCa;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;

/**
 * What the commands do. Apart from them: their classes are looked at whenever the program starts,
 * and nothing of certificates is to be loaded then.
 */
final class CertificateWork {
  private CertificateWork() {}

  /** A line for each that is kept. */
  static List<String> list(ServerOptions options) {
    try (CertificateKeep keep = Keeps.open(options)) {
      return keep.all().stream().map(each -> line(each, Instant.now())).toList();
    }
  }

  private static String line(Kept each, Instant now) {
    Instant end = each.identity().leaf().getNotAfter().toInstant();
    String left =
        end.isBefore(now)
            ? "is over"
            : "%d days left".formatted(Duration.between(now, end).toDays());
    return "%s  %s  until %s (%s)  names: %s  from %s  last used %s"
        .formatted(
            each.name(),
            each.isRsa() ? "RSA" : "ECDSA",
            end,
            left,
            String.join(", ", CertificateNames.of(each.identity().leaf())),
            each.identity().leaf().getIssuerX500Principal().getName(),
            each.usedAt().truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Has the server get one anew.
   *
   * @throws UserException when there is none
   */
  static void renew(ServerOptions options, String name) {
    try (CertificateKeep keep = Keeps.open(options)) {
      if (!Keeps.find(keep, name).isEmpty()) {
        keep.ask(Keeps.key(name));
      }
    }
  }

  /**
   * Declares all of a name void, and forgets them.
   *
   * @param server the CA's directory; "" for what the options say
   * @param serverCa a file with the CA of its https; "" for what they say
   * @return where they are void
   * @throws UserException when they are as good as before
   */
  static URI revoke(ServerOptions options, String name, String server, String serverCa) {
    AcmeOptions.Issuer issuer = issuer(options, server, serverCa);
    try (CertificateKeep keep = Keeps.open(options)) {
      for (Kept each : Keeps.find(keep, name)) {
        revoke(issuer, keep, each);
      }
      keep.remove(Keeps.key(name));
      keep.ask(Keeps.key(name));
    }
    return issuer.server();
  }

  private static void revoke(AcmeOptions.Issuer issuer, CertificateKeep keep, Kept each) {
    KeyPair account = keep.accountKey(issuer.server().toString(), KeyKind.ECDSA_P256::newKeyPair);
    try {
      new Acme4jCa(issuer, account, Clock.systemUTC()).revoke(each.identity());
    } catch (CaException e) {
      throw new UserException(
          "The certificate of %s is as good as before: %s".formatted(each.name(), e.getMessage()));
    }
  }

  private static AcmeOptions.Issuer issuer(ServerOptions options, String server, String serverCa) {
    AcmeOptions.Issuer said =
        options
            .tls()
            .acme()
            .map(AcmeOptions::ca)
            .orElseGet(
                () ->
                    new AcmeOptions.Issuer(
                        AcmeOptions.DEFAULT_SERVER,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    return new AcmeOptions.Issuer(
        server.isEmpty() ? said.server() : uri(server),
        said.email(),
        serverCa.isEmpty() ? said.trusted() : Optional.of(Path.of(serverCa)),
        said.binding());
  }

  private static URI uri(String server) {
    try {
      return URI.create(server);
    } catch (IllegalArgumentException e) {
      throw new UserException("-acmeServer '" + server + "' is no URL");
    }
  }
}
