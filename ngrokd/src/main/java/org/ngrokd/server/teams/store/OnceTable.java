package org.ngrokd.server.teams.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Things that are good once, and not for long, within one transaction. */
public final class OnceTable {
  private final Handle handle;

  OnceTable(Handle handle) {
    this.handle = handle;
  }

  /**
   * Adds one; false when it is there.
   *
   * @param kind what it is good for
   * @param accountId whose it is, where it is somebody's
   */
  public boolean add(String kind, String hash, Optional<String> accountId, Instant ends) {
    return handle
            .createUpdate(
                "INSERT INTO once (kind, hash, account_id, ends_at) VALUES (:kind, :hash,"
                    + " :account, :ends) ON CONFLICT DO NOTHING")
            .bind("kind", kind)
            .bind("hash", hash)
            .bind("account", accountId.orElse(null))
            .bind("ends", Column.of(ends))
            .execute()
        == 1;
  }

  /** Whose it is; empty when it was taken, has ended, or never was. Nobody can take it again. */
  public Optional<String> take(String kind, String hash, Instant now) {
    return handle
        .createQuery(
            "DELETE FROM once WHERE kind = :kind AND hash = :hash AND ends_at > :now"
                + " RETURNING account_id")
        .bind("kind", kind)
        .bind("hash", hash)
        .bind("now", Column.of(now))
        .map((row, ctx) -> Column.textOrNone(row, "account_id"))
        .findOne()
        .flatMap(found -> found);
  }

  /** Forgets what has ended. */
  public int removeEnded(Instant now) {
    return handle
        .createUpdate("DELETE FROM once WHERE ends_at <= :now")
        .bind("now", Column.of(now))
        .execute();
  }
}
