package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Visitors' TLS ends in this client, so that the server never sees what they say.
 *
 * @param certificate a PEM file with the chain, the certificate first
 * @param key a PEM file
 * @param visitorCas PEM files with CAs: visitors must show a certificate of one of them; empty:
 *     they need none
 * @param isHttp whether what comes out of TLS is HTTP, and is treated as that of an http tunnel
 */
public record Termination(Path certificate, Path key, List<Path> visitorCas, boolean isHttp) {
  public Termination {
    visitorCas = List.copyOf(visitorCas);
  }

  /** Of a protocol that is not known here. */
  public Termination(Path certificate, Path key, List<Path> visitorCas) {
    this(certificate, key, visitorCas, false);
  }
}
