package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a client comes up, and comes back after its computer did.
 *
 * @param idFile where its client id is kept, with a number behind it; empty: nowhere
 * @param homes at how many servers of a cluster it is, 1 or 2
 */
public record Comeback(Patience patience, Optional<Path> idFile, int homes) {
  /** The most, which is the usual. */
  public static final int MOST_HOMES = 2;

  /** At two servers where there are two. */
  public Comeback(Patience patience, Optional<Path> idFile) {
    this(patience, idFile, MOST_HOMES);
  }

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
