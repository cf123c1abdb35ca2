package org.ngrokd.server.teams.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A public key as it is kept. Immutable.
 *
 * @param fingerprint "SHA256:…"; it is nobody else's
 * @param type "ssh-ed25519" and the like
 * @param blob the key in Base64
 * @param label what its owner calls it
 * @param used last, to a minute; empty: never
 */
public record SshKeyRow(
    String fingerprint,
    String accountId,
    String type,
    String blob,
    int bits,
    String label,
    Instant created,
    Optional<Instant> used) {
  /** Whose a key is. */
  public record Owner(String fingerprint, String accountId, Optional<Instant> used) {}
}
