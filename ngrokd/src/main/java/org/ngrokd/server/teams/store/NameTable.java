package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Names and ports that are somebody's, within one transaction. */
public final class NameTable {
  private final Handle handle;
  private final OwnTable own;

  NameTable(Handle handle, OwnTable own) {
    this.handle = handle;
    this.own = own;
  }

  /** Gives a name to an account; false when somebody has it, perhaps this account. */
  public boolean add(NameRow row) {
    int added =
        handle
            .createUpdate(
                "INSERT INTO names (kind, name, account_id, created_at) VALUES (:kind, :name,"
                    + " :account, :created) ON CONFLICT DO NOTHING")
            .bind("kind", row.kind().word())
            .bind("name", row.name())
            .bind("account", row.accountId())
            .bind("created", Column.of(row.created()))
            .execute();
    if (added == 1) {
      own.changed();
    }
    return added == 1;
  }

  /** Takes a name back; false when it is not this account's. */
  public boolean remove(NameKind kind, String name, String accountId) {
    int removed =
        handle
            .createUpdate(
                "DELETE FROM names WHERE kind = :kind AND name = :name AND account_id = :account")
            .bind("kind", kind.word())
            .bind("name", name)
            .bind("account", accountId)
            .execute();
    if (removed == 1) {
      own.changed();
    }
    return removed == 1;
  }

  /** Whose a name is. */
  public Optional<NameRow> find(NameKind kind, String name) {
    return handle
        .createQuery("SELECT * FROM names WHERE kind = :kind AND name = :name")
        .bind("kind", kind.word())
        .bind("name", name)
        .map((row, ctx) -> read(row))
        .findOne();
  }

  /** An account's, the oldest first. */
  public List<NameRow> of(String accountId) {
    return handle
        .createQuery("SELECT * FROM names WHERE account_id = :account ORDER BY created_at, name")
        .bind("account", accountId)
        .map((row, ctx) -> read(row))
        .list();
  }

  /** Everybody's. */
  public List<NameRow> all() {
    return handle
        .createQuery("SELECT * FROM names ORDER BY kind, name")
        .map((row, ctx) -> read(row))
        .list();
  }

  private static NameRow read(ResultSet row) throws SQLException {
    return new NameRow(
        NameKind.of(row.getString("kind")),
        row.getString("name"),
        row.getString("account_id"),
        Column.time(row, "created_at"));
  }
}
