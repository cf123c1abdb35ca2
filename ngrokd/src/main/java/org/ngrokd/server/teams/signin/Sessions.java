package org.ngrokd.server.teams.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  /** More is no key of ours; it is not even hashed. */
  private static final int LONGEST_KEY = 64;

  /** How exactly it is known when one was last seen: each time costs a write. */
  private static final Duration SEEN = Duration.ofMinutes(1);

  private final Store store;
  private final ServerKey key;
  private final SiteAddress site;
  private final SessionLife life;
  private final Clock clock;

  Sessions(Store store, ServerKey key, SiteAddress site, SessionLife life, Clock clock) {
    this.store = store;
    this.key = key;
    this.site = site;
    this.life = life;
    this.clock = clock;
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
    tables
        .sessions()
        .add(new SessionRow(Secrets.hash(value), accountId, now, now, address, agent));
    return value;
  }

  /** Whose session a request came with; empty for a stranger. */
  public CompletionStage<Optional<SignedIn>> find(Asked asked) {
    return site.cookie(asked, COOKIE)
        .map(this::find)
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  /**
   * Whose session this is, which is seen by that.
   *
   * @param cookieValue as {@link #start} gave it; anything else is nobody's
   * @return empty when it has ended, or the account is disabled; fails with a {@link
   *     org.ngrokd.server.teams.store.StoreException}
   */
  public CompletionStage<Optional<SignedIn>> find(String cookieValue) {
    return cookieValue.length() > LONGEST_KEY
        ? CompletableFuture.completedFuture(Optional.empty())
        : store.later(tables -> find(tables, cookieValue));
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
