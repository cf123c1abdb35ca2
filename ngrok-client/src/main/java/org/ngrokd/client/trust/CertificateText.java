package org.ngrokd.client.trust;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.kit.text.Printable;

/** What a certificate says of itself, to be printed: whoever is in between may have written it. */
public final class CertificateText {
  /** A DNS name has no more characters. */
  private static final int NAME = 253;

  private static final int MOST_NAMES = 20;

  private CertificateText() {}

  /** "a.example, *.a.example". */
  public static String names(X509Certificate certificate) {
    List<String> names = CertificateNames.of(certificate);
    String more = names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "";
    return names.stream()
        .limit(MOST_NAMES)
        .map(name -> Printable.line(name, NAME))
        .collect(Collectors.joining(", ", "", more));
  }

  /** "CN=…,O=…" of who issued it. */
  public static String issuer(X509Certificate certificate) {
    return Printable.sentence(certificate.getIssuerX500Principal().getName());
  }
}
