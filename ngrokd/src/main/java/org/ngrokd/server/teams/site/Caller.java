package org.ngrokd.server.teams.site;

import java.util.List;
import java.util.Optional;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.signin.SignedIn;
import org.ngrokd.server.teams.store.AccountRow;

/**
 * Who asks the API. Immutable.
 *
 * @param session of a browser; empty: a program with a token
 * @param scopes what a token is for
 * @param key tells whom the rate is counted for
 * @param address of whoever asks, as the edge wrote it
 */
record Caller(
    AccountRow account,
    Optional<SignedIn> session,
    List<String> scopes,
    String key,
    String address) {
  /** Whether this may be asked with what came: a session may all that its account may. */
  boolean has(Scope scope) {
    return session.isPresent() || scope.isIn(scopes);
  }

  /** Whether it looks after everybody. */
  boolean isAdmin() {
    return account.isAdmin() && has(Scope.ADMIN);
  }

  /** For the audit log. */
  Actor actor() {
    return new Actor(account.subdomain(), address);
  }
}
