package org.ngrokd.certs;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Finds the common name (CN) in a certificate's subject. */
final class CommonName {
  private CommonName() {}

  /** The last CN written into the subject, which is its most specific one (RFC 6125 §6.4.4). */
  static Optional<String> of(X509Certificate certificate) {
    try {
      LdapName subject =
          new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
      // RFC 2253 writes a name backwards, and LdapName counts from the end of that.
      return subject.getRdns().stream()
          .flatMap(rdn -> valueIn(rdn).stream())
          .reduce((outer, inner) -> inner);
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> valueIn(Rdn rdn) {
    try {
      Attribute attribute = rdn.toAttributes().get("CN");
      return attribute != null && attribute.get() instanceof String name
          ? Optional.of(name)
          : Optional.empty();
    } catch (NamingException e) {
      return Optional.empty();
    }
  }
}
