package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tokens, within one transaction. */
public final class TokenTable {
  private final Handle handle;
  private final OwnTable own;

  TokenTable(Handle handle, OwnTable own) {
    this.handle = handle;
    this.own = own;
  }

  public void add(TokenRow row) {
    handle
        .createUpdate(
            "INSERT INTO tokens (id, account_id, label, hash, scopes, created_at, used_at,"
                + " ends_at) VALUES (:id, :account, :label, :hash, :scopes, :created, :used,"
                + " :ends)")
        .bind("id", row.id())
        .bind("account", row.accountId())
        .bind("label", row.label())
        .bind("hash", row.hash())
        .bind("scopes", Column.of(row.scopes()))
        .bind("created", Column.of(row.created()))
        .bind("used", Column.of(row.used()))
        .bind("ends", Column.of(row.ends()))
        .execute();
    own.changed();
  }

  public Optional<TokenRow> withId(String id) {
    return handle
        .createQuery("SELECT * FROM tokens WHERE id = :id")
        .bind("id", id)
        .map((row, ctx) -> read(row))
        .findOne();
  }

  /** An account's, the oldest first. */
  public List<TokenRow> of(String accountId) {
    return handle
        .createQuery("SELECT * FROM tokens WHERE account_id = :account ORDER BY created_at, id")
        .bind("account", accountId)
        .map((row, ctx) -> read(row))
        .list();
  }

  /** Everybody's. */
  public List<TokenRow> all() {
    return handle
        .createQuery("SELECT * FROM tokens ORDER BY id")
        .map((row, ctx) -> read(row))
        .list();
  }

  /** Notes that it was used; no change that anybody has to hear of. */
  public void used(String id, Instant now) {
    handle
        .createUpdate("UPDATE tokens SET used_at = :now WHERE id = :id")
        .bind("now", Column.of(now))
        .bind("id", id)
        .execute();
  }

  /** Keeps the same token under another id and hash. */
  public void rehash(String id, String newId, String hash) {
    handle
        .createUpdate("UPDATE tokens SET id = :newId, hash = :hash WHERE id = :id")
        .bind("newId", newId)
        .bind("hash", hash)
        .bind("id", id)
        .execute();
    own.changed();
  }

  /** Revokes one; false when it is not this account's. */
  public boolean remove(String id, String accountId) {
    int removed =
        handle
            .createUpdate("DELETE FROM tokens WHERE id = :id AND account_id = :account")
            .bind("id", id)
            .bind("account", accountId)
            .execute();
    if (removed == 1) {
      own.changed();
    }
    return removed == 1;
  }

  private static TokenRow read(ResultSet row) throws SQLException {
    return new TokenRow(
        row.getString("id"),
        row.getString("account_id"),
        row.getString("label"),
        row.getString("hash"),
        Column.words(row, "scopes"),
        Column.time(row, "created_at"),
        Column.timeOrNone(row, "used_at"),
        Column.timeOrNone(row, "ends_at"));
  }
}
