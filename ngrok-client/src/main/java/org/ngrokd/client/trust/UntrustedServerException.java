package org.ngrokd.client.trust;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The server's certificate is not accepted; the message says why and what cures it, in a line. */
public final class UntrustedServerException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final X509Certificate[] shown;

  UntrustedServerException(String message, X509Certificate[] shown) {
    super(message);
    this.shown = shown.clone();
  }

  /** The chain that is not accepted, the server's own certificate first. */
  public List<X509Certificate> shown() {
    return List.of(shown);
  }

  /** The one behind a failed TLS handshake, if that is why it failed. */
  public static Optional<UntrustedServerException> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedServerException untrusted) {
        return Optional.of(untrusted);
      }
    }
    return Optional.empty();
  }

  /** What it says. */
  public static Optional<String> messageIn(Throwable failure) {
    return in(failure).map(Throwable::getMessage);
  }
}
