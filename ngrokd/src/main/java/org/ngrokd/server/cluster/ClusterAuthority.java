package org.ngrokd.server.cluster;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.streams.net.Failures;

/** The CA of the nodes' certificates: the first node makes one, and the engine keeps it. */
final class ClusterAuthority {
  private static final String WHAT = "ca";

  private ClusterAuthority() {}

  /** The one there is, of several made at the same time. */
  static CompletableFuture<CertificateAuthority> of(Engine engine, Clock clock) {
    CertificateAuthority made =
        CertificateAuthority.create("ngrokd cluster", KeyKind.ECDSA_P256, clock.instant());
    try {
      Base64.Encoder encoder = Base64.getEncoder();
      String text =
          encoder.encodeToString(made.certificate().getEncoded())
              + " "
              + encoder.encodeToString(made.key().getEncoded());
      return engine.keep(WHAT, text).thenApply(ClusterAuthority::read);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without bytes", e);
    }
  }

  private static CertificateAuthority read(String text) {
    try {
      String[] parts = text.split(" ", 2);
      Base64.Decoder decoder = Base64.getDecoder();
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(decoder.decode(parts[0])));
      return CertificateAuthority.of(
          certificate,
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(decoder.decode(parts[1]))));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new UserException("The CA that the cluster keeps is damaged: " + Failures.oneLine(e));
    }
  }
}
