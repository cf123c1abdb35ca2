package org.ngrokd.client.trust;

import java.security.cert.CertificateException;

/** The server's certificate is not accepted; the message says why and what cures it, in a line. */
public final class UntrustedServerException extends CertificateException {
  UntrustedServerException(String message) {
    super(message);
  }

  /** The one behind a failed TLS handshake, if that is why it failed. */
  public static java.util.Optional<String> messageIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedServerException untrusted) {
        return java.util.Optional.ofNullable(untrusted.getMessage());
      }
    }
    return java.util.Optional.empty();
  }
}
