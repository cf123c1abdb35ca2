package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.server.teams.TeamsOptions.SessionLife;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.SessionRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;

/**
 * Browsers that are signed in. The cookie holds a random key, the database its hash: whoever reads
 * the database can sign in as nobody. Safe from any thread.
 */
public final class Sessions {
  static final String COOKIE = "ngrokd";

  /** Anything else is no key of ours, and nobody is asked about it. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{32}");

  /** Keys of nobody for which the database is asked, for an address in a minute. */
  static final int MISSES = 60;

  /** How exactly it is known when one was last seen: each time costs a write. */
  private static final Duration SEEN = Duration.ofMinutes(1);

  private final Store store;
  private final ServerKey key;
  private final SiteAddress site;
  private final SessionLife life;
  private final Clock clock;
  private final Rates misses;

  Sessions(Store store, ServerKey key, SiteAddress site, SessionLife life, Clock clock) {
    this.store = store;
    this.key = key;
    this.site = site;
    this.life = life;
    this.clock = clock;
    this.misses = new Rates(MISSES, Integer.MAX_VALUE, Duration.ofMinutes(1), clock);
  }

  /**
   * Begins one.
   *
   * @param address whom it comes from
   * @param agent what the browser says of itself
   * @return the cookie's value, which is nowhere kept
   */
  public String start(Tables tables, String accountId, String address, String agent) {
    String value = Secrets.random();
    Instant now = clock.instant();
    tables.sessions().add(new SessionRow(Secrets.hash(value), accountId, now, now, address, agent));
    return value;
  }

  /**
   * Whose session a request came with; empty for a stranger, and for an address that has shown too
   * many keys of nobody within a minute.
   */
  public CompletionStage<Optional<SignedIn>> find(Asked asked) {
    Optional<String> value = site.cookie(asked, COOKIE);
    String address = Visitor.of(asked).address();
    if (value.isEmpty() || !misses.hasLeft(address)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return find(value.get())
        .thenApply(
            found -> {
              if (found.isEmpty()) {
                misses.note(address);
              }
              return found;
            });
  }

  /** Ends the one that a request came with, if it did. */
  void end(Tables tables, Asked asked) {
    site.cookie(asked, COOKIE)
        .flatMap(value -> tables.sessions().withHash(Secrets.hash(value)))
        .ifPresent(row -> tables.sessions().remove(row.hash(), row.accountId()));
  }

  /**
   * Whose session this is, which is seen by that.
   *
   * @param cookieValue as {@link #start} gave it; anything else is nobody's
   * @return empty when it has ended, or the account is disabled; fails with a {@link
   *     org.ngrokd.server.teams.store.StoreException}
   */
  public CompletionStage<Optional<SignedIn>> find(String cookieValue) {
    return KEY.matcher(cookieValue).matches()
        ? store.later(tables -> find(tables, cookieValue))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private Optional<SignedIn> find(Tables tables, String cookieValue) {
    String hash = Secrets.hash(cookieValue);
    Optional<SessionRow> session = tables.sessions().withHash(hash).filter(this::isAlive);
    Optional<AccountRow> account =
        session
            .flatMap(row -> tables.accounts().withId(row.accountId()))
            .filter(row -> !row.isDisabled());
    if (session.isEmpty() || account.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (!now.isBefore(session.get().seen().plus(SEEN))) {
      tables.sessions().seen(hash, now);
    }
    String csrf = Secrets.text(Secrets.sign(key.in(tables, "csrf"), hash));
    return Optional.of(new SignedIn(account.get(), session.get(), csrf));
  }

  private boolean isAlive(SessionRow row) {
    Instant now = clock.instant();
    return now.isBefore(row.seen().plus(life.idle()))
        && now.isBefore(row.created().plus(life.most()));
  }

  /** An account's, the last seen first. What names one to its owner is its hash. */
  public List<SessionRow> of(Tables tables, String accountId) {
    return tables.sessions().of(accountId).stream().filter(this::isAlive).toList();
  }

  /** Ends one; false when it is not this account's. */
  public boolean end(Tables tables, String accountId, String hash) {
    return tables.sessions().remove(hash, accountId);
  }

  /** Ends all of an account's: it is signed in nowhere. */
  public int endAll(Tables tables, String accountId) {
    return tables.sessions().removeAll(accountId);
  }

  /** Forgets those that nobody can use any more; run now and then. */
  void sweep(Tables tables) {
    Instant now = clock.instant();
    tables.sessions().removeOld(now.minus(life.idle()), now.minus(life.most()));
  }

  /** The header that gives a browser its session. */
  String cookie(String value) {
    return site.setCookie(COOKIE, value, life.most());
  }

  /** The header that takes it away. */
  public String noCookie() {
    return site.setCookie(COOKIE, "", Duration.ZERO);
  }
}
