package org.ngrokd.server.teams.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.ngrokd.server.teams.store.Database.Trouble;
import org.ngrokd.streams.net.Failures;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean to people. */
enum SqliteTrouble {
  NOT_A_DATABASE(
      Trouble.OTHER,
      "%s is no database, or is damaged: move it away, and bring a backup back with 'ngrokd"
          + " restore'"),
  DAMAGED(
      Trouble.OTHER,
      "%s is damaged: move it away, with what is called -wal and -shm, and bring a backup back with"
          + " 'ngrokd restore'"),
  FULL(
      Trouble.OTHER,
      "the disk of %s is full, so nothing was changed: make room, and it works again"),
  BUSY(
      Trouble.CROSSED,
      "another process writes %s and does not come to an end: see who it is, and try again"),
  READ_ONLY(
      Trouble.OTHER,
      "%s cannot be written: give it to the user that runs ngrokd, with its directory"),
  CANNOT_OPEN(
      Trouble.OTHER,
      "%s cannot be opened: give it to the user that runs ngrokd, with its directory"),
  TAKEN(Trouble.CROSSED, "%s has such an entry already"),
  WAITED(Trouble.OTHER, "%s is busy with other questions: try again"),
  OTHER(Trouble.OTHER, "%s cannot be used");

  /** The lower byte of a result code says which kind it is. */
  private static final int KIND = 0xff;

  private final Trouble kind;
  private final String words;

  SqliteTrouble(Trouble kind, String words) {
    this.kind = kind;
    this.words = words;
  }

  static SqliteTrouble of(SQLException failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return failure instanceof SQLTransientConnectionException ? WAITED : OTHER;
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    if (code == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE
        || code == SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY) {
      return TAKEN;
    }
    return ofKind(code.code & KIND);
  }

  private static SqliteTrouble ofKind(int kind) {
    for (Row row : ROWS) {
      if (row.code.code == kind) {
        return row.trouble;
      }
    }
    return OTHER;
  }

  private record Row(SQLiteErrorCode code, SqliteTrouble trouble) {}

  private static final Row[] ROWS = {
    new Row(SQLiteErrorCode.SQLITE_NOTADB, NOT_A_DATABASE),
    new Row(SQLiteErrorCode.SQLITE_CORRUPT, DAMAGED),
    new Row(SQLiteErrorCode.SQLITE_FULL, FULL),
    new Row(SQLiteErrorCode.SQLITE_BUSY, BUSY),
    new Row(SQLiteErrorCode.SQLITE_LOCKED, BUSY),
    new Row(SQLiteErrorCode.SQLITE_READONLY, READ_ONLY),
    new Row(SQLiteErrorCode.SQLITE_PERM, READ_ONLY),
    new Row(SQLiteErrorCode.SQLITE_CANTOPEN, CANNOT_OPEN)
  };

  Trouble kind() {
    return kind;
  }

  String words(Path file, SQLException failure) {
    String line = words.formatted(file);
    return this == OTHER ? line + ": " + Failures.oneLine(failure) : line;
  }
}
