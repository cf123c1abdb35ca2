package org.ngrokd.certs;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * Looks at a certificate and its key before clients do. One check throws, because TLS cannot work;
 * the others give a line for the log.
 */
public final class IdentityCheck {
  /**
   * Let's Encrypt's 90 day certificates are renewed at 30 days, so a good set-up never gets here.
   */
  private static final Duration SOON = Duration.ofDays(30);

  /** Shorter lived certificates are renewed at a third of their life. */
  private static final int SHARE_OF_SHORT_LIFE = 3;

  private static final String RENEW = "renew it; ngrokd takes the new files within a minute";

  private IdentityCheck() {}

  /**
   * Makes sure that the private key is the one of the first certificate.
   *
   * @throws CertificateFileException if it is not, or if it is no key TLS can use
   */
  public static void requireMatchingKey(Identity identity) {
    if (!Signatures.isPair(identity.key(), identity.leaf().getPublicKey())) {
      throw new CertificateFileException(
          ("The private key (%s) does not belong to the certificate for %s (%s): no TLS connection"
                  + " can work with the two; give the key that this certificate was made with")
              .formatted(
                  identity.key().getAlgorithm(),
                  displayName(identity.leaf()),
                  identity.leaf().getPublicKey().getAlgorithm()));
    }
  }

  /**
   * A warning if the certificate's issuer is neither in the file nor a root that Java knows: it was
   * Let's Encrypt's {@code cert.pem} where {@code fullchain.pem} was meant.
   *
   * @param chain what the certificate file holds, the server's certificate first
   * @return empty if the chain goes on, or needs nothing more
   */
  public static Optional<String> incompleteChainWarning(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    X509Certificate leaf = chain.get(0);
    X500Principal issuer = leaf.getIssuerX500Principal();
    // The leaf's own subject is among these: a self-signed certificate needs no issuer.
    if (hasSubject(chain.stream(), issuer) || hasSubject(JavaRoots.all(), issuer)) {
      return Optional.empty();
    }
    return Optional.of(
        ("The certificate file for %s lacks the certificate of its issuer (%s): clients and browsers"
                + " that do not have it will refuse the server; if the file is Let's Encrypt's"
                + " cert.pem, use fullchain.pem, else append the issuer's certificate")
            .formatted(displayName(leaf), issuer.getName()));
  }

  /**
   * A warning if the certificate is expired, not valid yet, or has less than 30 days left (less
   * than a third of its life, if that is below 90 days).
   *
   * @return with the date (UTC), the days and what to do; empty if all is well
   */
  public static Optional<String> expiryWarning(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String subject = "The certificate for " + displayName(certificate);
    if (now.isAfter(until)) {
      return Optional.of(
          "%s expired on %s, %s ago: clients refuse it; %s"
              .formatted(subject, day(until), days(until, now), RENEW));
    }
    if (now.isBefore(from)) {
      return Optional.of(
          "%s is not valid before %s, in %s: clients refuse it; check this machine's clock (%s)"
              .formatted(subject, day(from), days(now, from), now));
    }
    if (Duration.between(now, until).compareTo(warningTime(Duration.between(from, until))) < 0) {
      return Optional.of(
          "%s expires on %s, in %s: %s".formatted(subject, day(until), days(now, until), RENEW));
    }
    return Optional.empty();
  }

  /**
   * A warning if clients or visitors will refuse the certificate, because it is for other names
   * than those that the server serves.
   *
   * @param domain what clients most likely write into {@code server_addr}
   * @param visited below it are the names that visitors see; "" when none of them sees the
   *     certificate
   */
  public static Optional<String> domainWarning(
      X509Certificate certificate, String domain, String visited) {
    boolean hasDomain = CertificateNames.matches(certificate, domain);
    boolean hasTunnels = visited.isEmpty() || hasNamesBelow(certificate, visited);
    String names = String.join(", ", CertificateNames.of(certificate));
    if (!hasDomain && !hasTunnels) {
      return Optional.of(
          ("The certificate is for %s and not for %s nor *.%s: clients and visitors' browsers will"
                  + " refuse it; give -domain the domain of the certificate, or -tlsCrt and -tlsKey"
                  + " of this domain's")
              .formatted(names, domain, visited));
    }
    if (!hasTunnels) {
      return Optional.of(
          ("The certificate is for %s and lacks *.%s: browsers will warn visitors of https tunnels;"
                  + " get one for both %s and *.%s (Let's Encrypt: by a DNS challenge)")
              .formatted(names, visited, visited, visited));
    }
    return hasDomain
        ? Optional.empty()
        : Optional.of(
            ("The certificate is for %s and lacks %s itself: clients with this name in server_addr"
                    + " will refuse it; let server_addr be one of its names, or get one for both")
                .formatted(names, domain));
  }

  /** An IP address has no names below it. */
  private static boolean hasNamesBelow(X509Certificate certificate, String domain) {
    return IpLiteral.parseHost(domain).isPresent()
        || CertificateNames.matches(certificate, "some-tunnel." + domain);
  }

  private static Duration warningTime(Duration lifetime) {
    Duration share = lifetime.dividedBy(SHARE_OF_SHORT_LIFE);
    return share.compareTo(SOON) < 0 ? share : SOON;
  }

  private static boolean hasSubject(Stream<X509Certificate> some, X500Principal name) {
    return some.anyMatch(certificate -> certificate.getSubjectX500Principal().equals(name));
  }

  private static String displayName(X509Certificate certificate) {
    return CertificateNames.of(certificate).stream()
        .findFirst()
        .orElseGet(() -> certificate.getSubjectX500Principal().getName());
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static String days(Instant from, Instant until) {
    long days = Duration.between(from, until).toDays();
    return days == 0 ? "less than a day" : days == 1 ? "1 day" : days + " days";
  }
}
