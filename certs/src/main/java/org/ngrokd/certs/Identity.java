package org.ngrokd.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a TLS server shows and proves: a certificate chain and the private key of its first
 * certificate.
 *
 * <p>Whether the two belong together is not checked here but by {@link
 * IdentityCheck#requireMatchingKey}.
 *
 * @param chain the server's certificate (the leaf) first, then its issuer, and so on; never empty
 * @param key the private key of the leaf; masked in {@link #toString}
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {
  /**
   * Copies the chain.
   *
   * @throws IllegalArgumentException if the chain is empty
   */
  public Identity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an identity needs at least one certificate");
    }
  }

  /** The server's own certificate. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  @Override
  public String toString() {
    return "Identity[names=%s, chain=%d, key=***]"
        .formatted(CertificateNames.of(leaf()), chain.size());
  }
}
