package org.ngrokd.server.teams.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the server keeps for itself, within one transaction. */
public final class OwnTable {
  private static final String CHANGES = "changes";

  private final Handle handle;
  private boolean isCounted;

  OwnTable(Handle handle) {
    this.handle = handle;
  }

  /** Counts this transaction as one that others have to hear of. */
  void changed() {
    if (!isCounted) {
      isCounted = true;
      handle
          .createUpdate(
              "UPDATE own SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = :name")
          .bind("name", CHANGES)
          .execute();
    }
  }

  /** Whether this transaction is one that others have to hear of. */
  boolean isCounted() {
    return isCounted;
  }

  /** Grows with each change of accounts, names and tokens, whichever process makes it. */
  public long changes() {
    return find(CHANGES).map(Long::parseLong).orElse(0L);
  }

  public Optional<String> find(String name) {
    return handle
        .createQuery("SELECT value FROM own WHERE name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne();
  }

  /** Keeps a value where there is none yet, and tells which there is: of several servers, one's. */
  public String keep(String name, String value) {
    handle
        .createUpdate("INSERT INTO own (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING")
        .bind("name", name)
        .bind("value", value)
        .execute();
    return find(name).orElse(value);
  }
}
