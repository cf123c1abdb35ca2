package org.ngrokd.server.cli.certs;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import picocli.CommandLine.Command;

/** {@code ngrokd certs list}. */
@Command(
    name = "list",
    description =
        "Lists the certificates that a server with -acme got, and until when they are good.",
    sortOptions = false)
public final class ListCommand extends KeepCommand {
  @Override
  void run() {
    try (CertificateKeep keep = Keeps.open(config.serverOptions())) {
      List<Kept> all = keep.all();
      if (all.isEmpty()) {
        print("No certificate came from a CA yet");
      }
      all.forEach(each -> print(line(each, Instant.now())));
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
