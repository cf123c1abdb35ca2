package org.ngrokd.certs;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The host names and addresses a certificate is good for, and whether one of them is the host we
 * dialled (RFC 6125; RFC 5280 §4.2.1.6).
 *
 * <p>Never asks DNS. A certificate whose names cannot be read has none and matches nothing.
 */
public final class CertificateNames {
  /** GeneralName tags of RFC 5280 §4.2.1.6, as the JDK numbers them. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private CertificateNames() {}

  /**
   * The subject alternative names that are DNS names or IP addresses, in the certificate's order. A
   * certificate without the extension, as ngrok tutorials made them, has its common name instead.
   */
  public static List<String> of(X509Certificate certificate) {
    return alternativeNames(certificate)
        .map(names -> texts(names, DNS_NAME, IP_ADDRESS))
        .orElseGet(() -> CommonName.of(certificate).stream().toList());
  }

  /**
   * Whether the certificate is for this host.
   *
   * <p>Names are compared as A-labels without regard to case or a final dot. A wildcard counts only
   * as the whole left-most label, for exactly one label. An IP address, with or without brackets,
   * is compared with the certificate's IP addresses and nothing else. The common name counts only
   * if there are no alternative names of any kind.
   */
  public static boolean matches(X509Certificate certificate, String host) {
    return IpLiteral.parseHost(withoutFinalDot(host))
        .map(address -> matchesAddress(certificate, address))
        .orElseGet(() -> comparable(host).filter(n -> matchesName(certificate, n)).isPresent());
  }

  private static boolean matchesAddress(X509Certificate certificate, InetAddress address) {
    return alternativeNames(certificate).stream()
        .flatMap(names -> texts(names, IP_ADDRESS).stream())
        .anyMatch(name -> IpLiteral.parse(name).equals(Optional.of(address)));
  }

  private static boolean matchesName(X509Certificate certificate, String host) {
    if (host.contains("*")) {
      return false; // a pattern, not a host
    }
    List<String> patterns =
        alternativeNames(certificate)
            .map(names -> texts(names, DNS_NAME))
            .orElseGet(() -> CommonName.of(certificate).stream().toList());
    return patterns.stream()
        .flatMap(pattern -> comparable(pattern).stream())
        .anyMatch(pattern -> covers(pattern, host));
  }

  private static boolean covers(String pattern, String host) {
    if (!pattern.startsWith("*.")) {
      return pattern.equals(host);
    }
    int dot = host.indexOf('.');
    return dot > 0 && host.substring(dot).equals(pattern.substring(1));
  }

  /** One spelling for comparing: A-labels, lower case, no final dot; empty if it is no name. */
  private static Optional<String> comparable(String name) {
    try {
      String ascii = withoutFinalDot(Ascii.of(name, 0)).toLowerCase(Locale.ROOT);
      return Optional.of(ascii).filter(n -> !n.isEmpty() && IpLiteral.parse(n).isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String withoutFinalDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Empty only if the certificate has no such extension: then the common name may stand in. */
  private static Optional<Collection<List<?>>> alternativeNames(X509Certificate certificate) {
    try {
      @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return Optional.ofNullable(names);
    } catch (CertificateParsingException e) {
      return Optional.of(List.of());
    }
  }

  private static List<String> texts(Collection<List<?>> names, Integer... tags) {
    return names.stream()
        .filter(name -> List.of(tags).contains(name.get(0)))
        .map(name -> (String) name.get(1))
        .toList();
  }
}
