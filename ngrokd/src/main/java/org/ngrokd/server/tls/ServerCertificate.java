package org.ngrokd.server.tls;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.CertificateNames;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.certs.Identity;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.TlsContexts;
import org.ngrokd.streams.net.TlsVersion;

/**
 * A certificate in use: with its TLS context, and what people are told of it. Immutable.
 *
 * @param isPublic whether computers trust it out of the box
 */
record ServerCertificate(Identity identity, SslContext context, boolean isPublic) {
  static ServerCertificate of(Identity identity, TlsVersion oldest) {
    return of(identity, oldest, Stapling.NONE);
  }

  /**
   * Makes its context.
   *
   * @param stapling what is shown with it
   */
  static ServerCertificate of(Identity identity, TlsVersion oldest, Stapling stapling) {
    try {
      SslContext context = context(identity, oldest, stapling);
      ShownNames.note(context, CertificateNames.of(identity.leaf()));
      return new ServerCertificate(identity, context, PublicTrust.trusts(identity.chain()));
    } catch (SSLException e) {
      throw new CertificateFileException(
          "The certificate cannot be used for TLS: " + Failures.oneLine(e), e);
    }
  }

  private static SslContext context(Identity identity, TlsVersion oldest, Stapling stapling)
      throws SSLException {
    if (!stapling.isFor(identity)) {
      return TlsContexts.server(identity.chain(), identity.key(), oldest);
    }
    SslContext context = TlsContexts.stapling(identity.chain(), identity.key(), oldest);
    ShownStaple.note(context, () -> stapling.staple(identity));
    return context;
  }

  List<String> names() {
    return CertificateNames.of(identity.leaf());
  }

  /**
   * The line of a client's config that makes it trust this certificate. Where the chain ends with a
   * CA of one's own, that CA is pinned: it survives renewals.
   */
  String clientConfigLine() {
    if (isPublic) {
      return "trust_host_root_certs: true";
    }
    List<X509Certificate> chain = identity.chain();
    X509Certificate last = chain.get(chain.size() - 1);
    boolean isRoot = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
    return "server_fingerprint: \"" + Fingerprint.of(isRoot ? last : identity.leaf()) + "\"";
  }
}
