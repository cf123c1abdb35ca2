package org.ngrokd.server.cluster.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One connection that stays open between questions, and is made anew after one that failed. A pool
 * asks of each connection whether it is still there, which is a round trip more, and tries ever
 * more seldom while the database is away; a lease has no time for either. Used by one thread,
 * closed by any.
 */
final class OwnConnection implements Calls.Source, AutoCloseable {
  private final DataSource source;
  private final String greeting;
  private volatile boolean isClosed;
  private volatile Optional<Connection> kept = Optional.empty();

  /**
   * @param greeting what each connection is told first
   */
  OwnConnection(DataSource source, String greeting) {
    this.source = source;
    this.greeting = greeting;
  }

  @Override
  public Connection take() throws SQLException {
    Connection connection = kept.isPresent() ? kept.get() : connect();
    kept = Optional.empty();
    return connection;
  }

  private Connection connect() throws SQLException {
    Connection made = source.getConnection();
    try (Statement statement = made.createStatement()) {
      boolean unused = statement.execute(greeting);
      return made;
    } catch (SQLException e) {
      made.close();
      throw e;
    }
  }

  @Override
  public void giveBack(Connection connection, boolean isFine) throws SQLException {
    if (isFine && !isClosed) {
      kept = Optional.of(connection);
    } else {
      connection.close();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    if (kept.isPresent()) {
      try {
        kept.get().close();
      } catch (SQLException e) {
        // it is broken, so there is nothing to end
      }
    }
    kept = Optional.empty();
  }
}
