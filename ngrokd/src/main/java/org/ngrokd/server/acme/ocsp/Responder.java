package org.ngrokd.server.acme.ocsp;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.ngrokd.certs.Identity;

/** Who can be asked for a certificate: what it names itself (RFC 5280, 4.2.2.1). Stateless. */
final class Responder {
  private Responder() {}

  /** Its address; empty: it names none, or its issuer is not there, without whom nobody can ask. */
  static Optional<URI> of(Identity identity) {
    byte[] access = identity.leaf().getExtensionValue(Extension.authorityInfoAccess.getId());
    if (access == null || identity.chain().size() < 2) {
      return Optional.empty();
    }
    try {
      AuthorityInformationAccess all =
          AuthorityInformationAccess.getInstance(JcaX509ExtensionUtils.parseExtensionValue(access));
      return Stream.of(all.getAccessDescriptions())
          .filter(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
          .map(AccessDescription::getAccessLocation)
          .filter(each -> each.getTagNo() == GeneralName.uniformResourceIdentifier)
          .flatMap(each -> address(each.getName().toString()).stream())
          .findFirst();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> address(String text) {
    URI address = URI.create(text);
    String scheme = String.valueOf(address.getScheme());
    boolean isHttp = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
    return isHttp && address.getHost() != null ? Optional.of(address) : Optional.empty();
  }

  static X509Certificate issuer(Identity identity) {
    return identity.chain().get(1);
  }
}
