package org.ngrokd.server.acme;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;

/** A certificate with its key, on its way to another server of the cluster. */
record CertificateText(String name, String kind, List<String> chain, String key, String usedAt) {
  static CertificateText of(Kept kept) {
    Base64.Encoder encoder = Base64.getEncoder();
    List<String> chain = new ArrayList<>();
    try {
      for (X509Certificate each : kept.identity().chain()) {
        chain.add(encoder.encodeToString(each.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without bytes", e);
    }
    PrivateKey key = kept.identity().key();
    return new CertificateText(
        kept.name(),
        key.getAlgorithm(),
        chain,
        encoder.encodeToString(key.getEncoded()),
        kept.usedAt().toString());
  }

  Kept kept() throws GeneralSecurityException {
    Base64.Decoder decoder = Base64.getDecoder();
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> all = new ArrayList<>();
    for (String each : chain) {
      all.add(
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(decoder.decode(each))));
    }
    PrivateKey secret =
        KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(key)));
    return new Kept(name, new Identity(all, secret), Instant.parse(usedAt));
  }

  /** The key stays out. */
  @Override
  public String toString() {
    return "CertificateText[" + name + "]";
  }
}
