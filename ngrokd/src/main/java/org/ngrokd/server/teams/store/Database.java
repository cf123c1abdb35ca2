package org.ngrokd.server.teams.store;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** One of the databases there can be: how it is reached, and what its failures mean. */
interface Database {
  /** Connections for questions: they give up in time. */
  DataSource quick();

  /** Connections for what takes as long as it takes: new tables, backups. */
  DataSource patient();

  /** How many questions it is worth to ask at the same time. */
  int connections();

  /** What is said of each connection before its first question; "" for nothing. */
  String greeting();

  /**
   * Keeps other processes from making tables, too, until it is closed.
   *
   * @throws IOException when that cannot be done here
   */
  Closeable alone() throws IOException;

  /** What stands for the placeholders of the schema. */
  Map<String, String> dialect();

  /**
   * Says how the next transaction of a connection begins.
   *
   * @param isRerun it was in somebody's way before
   */
  void beforeTransaction(Connection connection, boolean isRerun) throws SQLException;

  /** What kind of failure it is. */
  Trouble trouble(SQLException failure);

  /** What has happened, what it means and what to do: one line, without secrets. */
  String words(SQLException failure);

  /** What is to be done about failures. */
  enum Trouble {
    /** It does not answer: perhaps it does in a while. */
    ABSENT,
    /** Two were in each other's way: the same question again can be answered. */
    CROSSED,
    /** Nothing but what the words say. */
    OTHER
  }
}
