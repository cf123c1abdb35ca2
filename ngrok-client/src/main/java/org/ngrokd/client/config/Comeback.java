package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client comes up, and comes back after its computer did.
 *
 * @param idFile where its client id is kept, with a number behind it; empty: nowhere
 */
public record Comeback(Patience patience, Optional<Path> idFile) {
  /** It tries for as long as there is hope; nothing is kept. */
  public static final Comeback PATIENT = new Comeback(Patience.ENDLESS, Optional.empty());

  /** The first refusal is its end; nothing is kept. */
  public static final Comeback UNTIL_REFUSED =
      new Comeback(Patience.UNTIL_REFUSED, Optional.empty());

  /** What ends a client that was never online. */
  public enum Patience {
    /** Only what waiting does not cure. */
    ENDLESS,
    /** Any refusal of the server. */
    UNTIL_REFUSED,
    /** Whatever goes wrong. */
    NONE
  }
}
