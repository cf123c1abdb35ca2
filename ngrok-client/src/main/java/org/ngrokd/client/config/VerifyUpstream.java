package org.ngrokd.client.config;

import java.nio.file.Path;

/** Whether the certificate of a local service that speaks TLS is checked. */
public sealed interface VerifyUpstream {
  /**
   * Not at private addresses, where nobody has a certificate that can be checked; elsewhere yes.
   */
  record WhereNotPrivate() implements VerifyUpstream {}

  /** Always, against this host's roots. */
  record Always() implements VerifyUpstream {}

  /** Never. */
  record Never() implements VerifyUpstream {}

  /**
   * Always, against the CA in this file.
   *
   * @param file PEM
   */
  record AgainstCas(Path file) implements VerifyUpstream {}

  /**
   * Reads "true", "false" or the path of a PEM file.
   *
   * @param directory relative paths count from it
   */
  static VerifyUpstream parse(String text, Path directory) {
    return switch (text) {
      case "true", "yes", "on" -> new Always();
      case "false", "no", "off" -> new Never();
      default -> new AgainstCas(directory.resolve(text));
    };
  }
}
