package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Programs that ask to be signed in, within one transaction. */
public final class DeviceTable {
  private final Handle handle;

  DeviceTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds one; false when its user's code is somebody else's at the moment. */
  public boolean add(DeviceRow row) {
    return handle
            .createUpdate(
                "INSERT INTO devices (hash, user_code, address, program, state, account_id, wrong,"
                    + " asked_at, ends_at) VALUES (:hash, :code, :address, :program, :state,"
                    + " :account, :wrong, :asked, :ends) ON CONFLICT DO NOTHING")
            .bind("hash", row.hash())
            .bind("code", row.userCode())
            .bind("address", row.address())
            .bind("program", row.program())
            .bind("state", row.state().word())
            .bind("account", row.accountId().orElse(null))
            .bind("wrong", row.wrong())
            .bind("asked", Column.of(row.asked()))
            .bind("ends", Column.of(row.ends()))
            .execute()
        == 1;
  }

  public Optional<DeviceRow> withHash(String hash) {
    return one("hash", hash);
  }

  public Optional<DeviceRow> withUserCode(String userCode) {
    return one("user_code", userCode);
  }

  private Optional<DeviceRow> one(String column, String value) {
    return handle
        .createQuery("SELECT * FROM devices WHERE " + column + " = :value")
        .bind("value", value)
        .map((row, ctx) -> read(row))
        .findOne();
  }

  /** Those whose user's code begins so: for the one whose second half was typed wrong. */
  public Optional<DeviceRow> startingWith(String half) {
    return handle
        .createQuery("SELECT * FROM devices WHERE user_code >= :half AND user_code < :end")
        .bind("half", half)
        .bind("end", Column.after(half))
        .map((row, ctx) -> read(row))
        .findFirst();
  }

  /** Keeps what has become of one. */
  public void update(DeviceRow row) {
    handle
        .createUpdate(
            "UPDATE devices SET state = :state, account_id = :account, wrong = :wrong,"
                + " asked_at = :asked WHERE hash = :hash")
        .bind("state", row.state().word())
        .bind("account", row.accountId().orElse(null))
        .bind("wrong", row.wrong())
        .bind("asked", Column.of(row.asked()))
        .bind("hash", row.hash())
        .execute();
  }

  public void remove(String hash) {
    handle.createUpdate("DELETE FROM devices WHERE hash = :hash").bind("hash", hash).execute();
  }

  public int count() {
    return handle.createQuery("SELECT count(*) FROM devices").mapTo(Integer.class).one();
  }

  /** Forgets those that have ended. */
  public int removeEnded(Instant now) {
    return handle
        .createUpdate("DELETE FROM devices WHERE ends_at <= :now")
        .bind("now", Column.of(now))
        .execute();
  }

  private static DeviceRow read(ResultSet row) throws SQLException {
    return new DeviceRow(
        row.getString("hash"),
        row.getString("user_code"),
        row.getString("address"),
        row.getString("program"),
        DeviceRow.State.of(row.getString("state")),
        Column.textOrNone(row, "account_id"),
        row.getInt("wrong"),
        Column.time(row, "asked_at"),
        Column.time(row, "ends_at"));
  }
}
