package org.ngrokd.server.acme.ca;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;

/**
 * Waits until a CA has come to an end with something: asks soon, then less and less often, and not
 * before the CA says so. (acme4j begins with three seconds, three times for each certificate.)
 */
final class Waiting {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Waiting() {}

  /**
   * Waits.
   *
   * @param wanted besides failure
   * @throws AcmeException when the CA fails, or needs longer than that
   */
  static Status until(PollableResource resource, Duration patience, Status... wanted)
      throws AcmeException, InterruptedException {
    Set<Status> ends = EnumSet.of(Status.INVALID, wanted);
    Clock clock = Clock.systemUTC();
    Instant end = clock.instant().plus(patience);
    Duration pause = FIRST;
    while (!ends.contains(resource.getStatus())) {
      Optional<Instant> notBefore = resource.fetch();
      if (ends.contains(resource.getStatus())) {
        break;
      }
      Duration wished =
          notBefore.map(time -> Duration.between(clock.instant(), time)).orElse(Duration.ZERO);
      Duration next = wished.compareTo(pause) > 0 ? wished : pause;
      if (clock.instant().plus(next).isAfter(end)) {
        throw new AcmeException("the CA needs longer than " + patience.toSeconds() + " s");
      }
      Thread.sleep(next.toMillis());
      pause = longer(pause);
    }
    return resource.getStatus();
  }

  private static Duration longer(Duration pause) {
    Duration longer = pause.multipliedBy(3).dividedBy(2);
    return longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
  }
}
