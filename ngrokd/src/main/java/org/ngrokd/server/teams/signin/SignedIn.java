package org.ngrokd.server.teams.signin;

import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.SessionRow;

/**
 * Somebody at a browser, known by a session. Immutable.
 *
 * @param csrf what comes with every change: a page of somebody else's does not know it
 */
public record SignedIn(AccountRow account, SessionRow session, String csrf) {
  /** Whether this is what comes with a change, and came with one. */
  public boolean isCsrf(String given) {
    return Secrets.isSame(csrf, given);
  }

  /** What makes the session's own stays out. */
  @Override
  public String toString() {
    return "SignedIn[account=%s]".formatted(account.id());
  }
}
