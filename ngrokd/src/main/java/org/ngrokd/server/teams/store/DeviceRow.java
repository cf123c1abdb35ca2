package org.ngrokd.server.teams.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A program that asks to be signed in. Immutable.
 *
 * @param hash of the code that it asks with
 * @param userCode what its user types
 * @param address whom it came from
 * @param program what it says of itself
 * @param accountId who allowed it
 * @param wrong how often its code was typed wrong
 * @param asked by the program, last
 */
public record DeviceRow(
    String hash,
    String userCode,
    String address,
    String program,
    State state,
    Optional<String> accountId,
    int wrong,
    Instant asked,
    Instant ends) {
  /** What its user has said. */
  public enum State {
    WAITING,
    ALLOWED,
    DENIED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
