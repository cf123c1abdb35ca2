package org.ngrokd.server.ssh.words;

import java.util.Locale;
import java.util.Optional;

/** What kind of tunnel a forward makes. */
public enum Kind {
  /** By http and by https both, which is what 1.7 does by default. */
  HTTP,
  /** By https alone. */
  HTTPS,
  /** On a port of its own, or private. */
  TCP,
  /** By name on the https port; the visitor's TLS reaches the local service as it is. */
  TLS;

  /** The kind whose word this very text is: "http", "https", "tcp", "tls". */
  static Optional<Kind> named(String word) {
    return switch (word) {
      case "http" -> Optional.of(HTTP);
      case "https" -> Optional.of(HTTPS);
      case "tcp" -> Optional.of(TCP);
      case "tls" -> Optional.of(TLS);
      default -> Optional.empty();
    };
  }

  /** Whether requests are read, so that they can be judged and their heads changed. */
  public boolean isHttp() {
    return this == HTTP || this == HTTPS;
  }

  /** The word for it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
