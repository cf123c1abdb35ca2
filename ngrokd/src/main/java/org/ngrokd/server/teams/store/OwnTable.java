package org.ngrokd.server.teams.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the server keeps for itself, within one transaction. */
public final class OwnTable {
  static final String CHANGES = "changes";

  private final Handle handle;
  private boolean isChanged;

  OwnTable(Handle handle) {
    this.handle = handle;
  }

  /** This transaction is one that others have to hear of. */
  void changed() {
    isChanged = true;
  }

  /** Whether this transaction is one that others have to hear of. */
  boolean isChanged() {
    return isChanged;
  }

  /**
   * The last of a transaction: who counts waits until everybody who counted before is through, so
   * that who sees a number sees what belongs to it.
   */
  void count() {
    if (isChanged) {
      add(1);
    }
  }

  /**
   * Until this transaction is over no other one that asks for this goes on: for what is looked at
   * first and changed then, as the last admin. First in a transaction.
   */
  public void alone() {
    add(0);
  }

  private void add(int number) {
    handle
        .createUpdate(
            "UPDATE own SET value = CAST(CAST(value AS BIGINT) + :number AS TEXT)"
                + " WHERE name = :name")
        .bind("number", number)
        .bind("name", CHANGES)
        .execute();
  }

  /** Grows with each change of accounts, names, tokens and keys, whichever process makes it. */
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
