package org.ngrokd.server.teams.store;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.TeamsOptions;
import org.postgresql.ds.PGSimpleDataSource;

/** The PostgreSQL of the accounts, for what else servers keep there together. Immutable. */
public final class SharedPostgres {
  private final PostgresDatabase database;

  private SharedPostgres(PostgresDatabase database) {
    this.database = database;
  }

  /**
   * The one of these options, which is not asked yet.
   *
   * @throws UserException when the URL is not as it has to be, or there is none
   */
  public static SharedPostgres of(TeamsOptions.Database options) {
    String url =
        options
            .url()
            .orElseThrow(
                () ->
                    new UserException(
                        "Several servers cannot share the embedded database: let database.url name"
                            + " a PostgreSQL"));
    return new SharedPostgres(PostgresDatabase.at(options, url));
  }

  /**
   * Connections on which an answer comes in time or not at all.
   *
   * @param longest in whole seconds
   */
  public DataSource quick(Duration longest) {
    DataSource source = database.quick();
    if (source instanceof PGSimpleDataSource postgres) {
      postgres.setSocketTimeout((int) longest.toSeconds());
      postgres.setConnectTimeout((int) longest.toSeconds());
    }
    return source;
  }

  /** Connections for what takes as long as it takes. */
  public DataSource patient() {
    return database.patient();
  }

  /** What a failure means: one line, without secrets. */
  public String words(SQLException failure) {
    return database.words(failure);
  }
}
