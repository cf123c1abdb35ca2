package org.ngrokd.client.inspect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How an exchange went.
 *
 * @param start when the request's head was there
 * @param firstByte how long until the reply's head was there; zero while it is not
 * @param duration how long all took, or has taken until now
 * @param trouble why it broke off, or what else was not as it should be, or ""
 * @param interim the statuses of the replies before the final one, as 100; the first of them where
 *     they are very many
 */
public record Course(
    State state,
    Instant start,
    Duration firstByte,
    Duration duration,
    String trouble,
    List<Integer> interim) {

  /** Where an exchange is. */
  public enum State {
    OPEN,
    DONE,
    BROKEN
  }

  public Course {
    interim = List.copyOf(interim);
  }
}
