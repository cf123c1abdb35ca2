package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.server.teams.store.Store;

/** Sign-ins that were begun here, and come back from a provider once. Safe from any thread. */
final class Attempts {
  /** Between leaving for the provider and coming back somebody may have to find a password. */
  static final Duration LIFE = Duration.ofMinutes(10);

  private static final String KIND = "state";

  private final SiteAddress site;
  private final ServerKey key;
  private final Store store;
  private final Sweeper sweeper;
  private final Clock clock;

  Attempts(SiteAddress site, ServerKey key, Store store, Sweeper sweeper, Clock clock) {
    this.site = site;
    this.key = key;
    this.store = store;
    this.sweeper = sweeper;
    this.clock = clock;
  }

  /**
   * A new one.
   *
   * @param state what the provider gives back with the browser
   * @param cookie the header by which that browser is known again
   */
  record Begun(Attempt attempt, String state, String cookie) {
    /** What it is known by stays out. */
    @Override
    public String toString() {
      return "Begun[provider=%s]".formatted(attempt.provider());
    }
  }

  /** Begins one at a provider. */
  CompletionStage<Begun> begin(String provider, String back) {
    String secret = Secrets.random();
    Attempt attempt =
        new Attempt(
            Secrets.random(), provider, Secrets.hash(secret), clock.instant().plus(LIFE), back);
    String cookie = site.setCookie(attempt.cookieName(), secret, LIFE);
    return seal().thenApply(seal -> new Begun(attempt, attempt.sealed(seal), cookie));
  }

  private CompletionStage<Seal> seal() {
    return key.later("state").thenApply(Seal::new);
  }

  /**
   * The one that comes back with a request; it does so once.
   *
   * @return fails with a {@link RefusalException} when it is not this browser's, too old, or used
   */
  CompletionStage<Attempt> back(Asked asked) {
    return seal()
        .thenApply(seal -> known(seal, asked))
        .thenCompose(
            attempt ->
                store.later(
                    tables -> {
                      sweeper.sweepIfDue(tables);
                      boolean isFirst =
                          tables
                              .once()
                              .add(
                                  KIND,
                                  Secrets.hash(attempt.id()),
                                  Optional.empty(),
                                  attempt.ends());
                      if (!isFirst) {
                        throw new RefusalException(Refusal.STATE_USED);
                      }
                      return attempt;
                    }));
  }

  private Attempt known(Seal seal, Asked asked) {
    return asked
        .query("state")
        .flatMap(state -> Attempt.opened(seal, state))
        .filter(attempt -> clock.instant().isBefore(attempt.ends()))
        .filter(
            attempt ->
                site.cookie(asked, attempt.cookieName())
                    .filter(secret -> Secrets.isSame(Secrets.hash(secret), attempt.cookieHash()))
                    .isPresent())
        .orElseThrow(() -> new RefusalException(Refusal.STATE));
  }
}
