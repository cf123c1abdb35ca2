package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Public keys, within one transaction. */
public final class SshKeyTable {
  private final Handle handle;
  private final OwnTable own;

  SshKeyTable(Handle handle, OwnTable own) {
    this.handle = handle;
    this.own = own;
  }

  /** Adds one; false when somebody has it, perhaps this account. */
  public boolean add(SshKeyRow row) {
    int added =
        handle
            .createUpdate(
                "INSERT INTO ssh_keys (fingerprint, account_id, type, blob, bits, label,"
                    + " created_at, used_at) VALUES (:fingerprint, :account, :type, :blob, :bits,"
                    + " :label, :created, :used) ON CONFLICT DO NOTHING")
            .bind("fingerprint", row.fingerprint())
            .bind("account", row.accountId())
            .bind("type", row.type())
            .bind("blob", row.blob())
            .bind("bits", row.bits())
            .bind("label", row.label())
            .bind("created", Column.of(row.created()))
            .bind("used", Column.of(row.used()))
            .execute();
    if (added == 1) {
      own.changed();
    }
    return added == 1;
  }

  public Optional<SshKeyRow> find(String fingerprint) {
    return handle
        .createQuery("SELECT * FROM ssh_keys WHERE fingerprint = :fingerprint")
        .bind("fingerprint", fingerprint)
        .map((row, ctx) -> read(row))
        .findOne();
  }

  /** An account's, the oldest first. */
  public List<SshKeyRow> of(String accountId) {
    return handle
        .createQuery(
            "SELECT * FROM ssh_keys WHERE account_id = :account ORDER BY created_at, fingerprint")
        .bind("account", accountId)
        .map((row, ctx) -> read(row))
        .list();
  }

  /** Whose all keys are, without the keys themselves. */
  public List<SshKeyRow.Owner> owners() {
    return handle
        .createQuery("SELECT fingerprint, account_id, used_at FROM ssh_keys ORDER BY fingerprint")
        .map(
            (row, ctx) ->
                new SshKeyRow.Owner(
                    row.getString("fingerprint"),
                    row.getString("account_id"),
                    Column.timeOrNone(row, "used_at")))
        .list();
  }

  /** Notes that it was used; no change that anybody has to hear of. */
  public void used(String fingerprint, Instant now) {
    handle
        .createUpdate("UPDATE ssh_keys SET used_at = :now WHERE fingerprint = :fingerprint")
        .bind("now", Column.of(now))
        .bind("fingerprint", fingerprint)
        .execute();
  }

  /** Removes one; false when it is not this account's. */
  public boolean remove(String fingerprint, String accountId) {
    int removed =
        handle
            .createUpdate(
                "DELETE FROM ssh_keys WHERE fingerprint = :fingerprint AND account_id = :account")
            .bind("fingerprint", fingerprint)
            .bind("account", accountId)
            .execute();
    if (removed == 1) {
      own.changed();
    }
    return removed == 1;
  }

  private static SshKeyRow read(ResultSet row) throws SQLException {
    return new SshKeyRow(
        row.getString("fingerprint"),
        row.getString("account_id"),
        row.getString("type"),
        row.getString("blob"),
        row.getInt("bits"),
        row.getString("label"),
        Column.time(row, "created_at"),
        Column.timeOrNone(row, "used_at"));
  }
}
