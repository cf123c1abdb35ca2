package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who did what, within one transaction: the line is kept if what it tells is, and only then. */
public final class AuditTable {
  private final Handle handle;

  AuditTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds a line; its number is given here. */
  public void add(AuditRow row) {
    handle
        .createUpdate(
            "INSERT INTO audit (at, who, address, action, target, detail) VALUES (:at, :who,"
                + " :address, :action, :target, :detail)")
        .bind("at", Column.of(row.at()))
        .bind("who", row.who())
        .bind("address", row.address())
        .bind("action", row.action())
        .bind("target", row.target())
        .bind("detail", row.detail())
        .execute();
  }

  /**
   * A page of lines, the newest first.
   *
   * @param before the last number of the page before; {@link Long#MAX_VALUE} for the first page
   */
  public List<AuditRow> page(long before, int most) {
    return handle
        .createQuery("SELECT * FROM audit WHERE seq < :before ORDER BY seq DESC LIMIT :most")
        .bind("before", before)
        .bind("most", most)
        .map((row, ctx) -> read(row))
        .list();
  }

  /**
   * A page of lines, the oldest first, for an export.
   *
   * @param after the last number of the page before; 0 for the first page
   */
  public List<AuditRow> from(long after, int most) {
    return handle
        .createQuery("SELECT * FROM audit WHERE seq > :after ORDER BY seq LIMIT :most")
        .bind("after", after)
        .bind("most", most)
        .map((row, ctx) -> read(row))
        .list();
  }

  private static AuditRow read(ResultSet row) throws SQLException {
    return new AuditRow(
        row.getLong("seq"),
        Column.time(row, "at"),
        row.getString("who"),
        row.getString("address"),
        row.getString("action"),
        row.getString("target"),
        row.getString("detail"));
  }
}
