package org.ngrokd.server.teams.accounts;

import java.time.Clock;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.Tables;

/** Writes who did what. Immutable. */
final class Audit {
  private final Clock clock;

  Audit(Clock clock) {
    this.clock = clock;
  }

  /**
   * Adds a line, in the transaction of what it tells.
   *
   * @param action as "token.made"
   * @param target whose it is, or what
   */
  void add(Tables tables, Actor by, String action, String target, String detail) {
    String who = by.who().isEmpty() ? target : by.who();
    tables.audit().add(new AuditRow(0, clock.instant(), who, by.address(), action, target, detail));
  }
}
