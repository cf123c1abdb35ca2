package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Browsers that are signed in, within one transaction. */
public final class SessionTable {
  private final Handle handle;

  SessionTable(Handle handle) {
    this.handle = handle;
  }

  public void add(SessionRow row) {
    handle
        .createUpdate(
            "INSERT INTO sessions (hash, account_id, created_at, seen_at, address, agent) VALUES"
                + " (:hash, :account, :created, :seen, :address, :agent)")
        .bind("hash", row.hash())
        .bind("account", row.accountId())
        .bind("created", Column.of(row.created()))
        .bind("seen", Column.of(row.seen()))
        .bind("address", row.address())
        .bind("agent", row.agent())
        .execute();
  }

  public Optional<SessionRow> withHash(String hash) {
    return handle
        .createQuery("SELECT * FROM sessions WHERE hash = :hash")
        .bind("hash", hash)
        .map((row, ctx) -> read(row))
        .findOne();
  }

  /** An account's, the last seen first. */
  public List<SessionRow> of(String accountId) {
    return handle
        .createQuery("SELECT * FROM sessions WHERE account_id = :account ORDER BY seen_at DESC")
        .bind("account", accountId)
        .map((row, ctx) -> read(row))
        .list();
  }

  public void seen(String hash, Instant now) {
    handle
        .createUpdate("UPDATE sessions SET seen_at = :now WHERE hash = :hash")
        .bind("now", Column.of(now))
        .bind("hash", hash)
        .execute();
  }

  /** Ends one; false when it is not this account's. */
  public boolean remove(String hash, String accountId) {
    return handle
            .createUpdate("DELETE FROM sessions WHERE hash = :hash AND account_id = :account")
            .bind("hash", hash)
            .bind("account", accountId)
            .execute()
        == 1;
  }

  /** Ends all of an account's; how many there were. */
  public int removeAll(String accountId) {
    return handle
        .createUpdate("DELETE FROM sessions WHERE account_id = :account")
        .bind("account", accountId)
        .execute();
  }

  /** Forgets those that nobody can use any more. */
  public int removeOld(Instant seenBefore, Instant createdBefore) {
    return handle
        .createUpdate("DELETE FROM sessions WHERE seen_at < :seen OR created_at < :created")
        .bind("seen", Column.of(seenBefore))
        .bind("created", Column.of(createdBefore))
        .execute();
  }

  private static SessionRow read(ResultSet row) throws SQLException {
    return new SessionRow(
        row.getString("hash"),
        row.getString("account_id"),
        Column.time(row, "created_at"),
        Column.time(row, "seen_at"),
        row.getString("address"),
        row.getString("agent"));
  }
}
