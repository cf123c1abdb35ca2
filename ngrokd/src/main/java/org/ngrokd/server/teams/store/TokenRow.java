package org.ngrokd.server.teams.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token as it is kept. Immutable.
 *
 * @param id what stands in front of its secret
 * @param label what its owner calls it
 * @param hash of the whole token: never the token itself
 * @param scopes empty: it opens tunnels; else what it may of the API
 * @param used last, to a minute; empty: never
 * @param ends from when on it is void; empty: never
 */
public record TokenRow(
    String id,
    String accountId,
    String label,
    String hash,
    List<String> scopes,
    Instant created,
    Optional<Instant> used,
    Optional<Instant> ends) {
  /** Whether it opens tunnels. */
  public boolean opensTunnels() {
    return scopes.isEmpty();
  }

  /** Whether it is void by now. */
  public boolean hasEnded(Instant now) {
    return ends.filter(end -> !end.isAfter(now)).isPresent();
  }
}
