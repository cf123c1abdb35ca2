package org.ngrokd.server.cli.certs;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.options.ServerOptions;

/** Kept certificates in a line each. Apart from its command: all commands are loaded at a start. */
final class KeptLines {
  private KeptLines() {}

  /**
   * What a server with these options keeps.
   *
   * @throws org.ngrokd.kit.cli.UserException when it cannot be read
   */
  static List<String> of(ServerOptions options, Instant now) {
    try (CertificateKeep keep = Keeps.open(options)) {
      return keep.all().stream().map(each -> line(each, now)).toList();
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
}
