package org.ngrokd.client.config;

import java.nio.file.Path;
import org.ngrokd.certs.Fingerprint;

/** Whose certificate the client accepts. There is no "any". */
public sealed interface Trust {
  /** One that a root of this host vouches for. */
  record HostRoots() implements Trust {}

  /**
   * One that a CA in this file vouches for.
   *
   * @param file PEM
   */
  record RootCas(Path file) implements Trust {}

  /** One with this fingerprint, or one that a CA with this fingerprint vouches for. */
  record Pinned(Fingerprint fingerprint) implements Trust {}
}
