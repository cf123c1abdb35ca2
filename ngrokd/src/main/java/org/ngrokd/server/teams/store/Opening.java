package org.ngrokd.server.teams.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.teams.TeamsOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what the config says to a database whose tables are as they have to be. */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private Opening() {}

  /** The database that the config names. */
  static Database database(TeamsOptions.Database options, Path directory) {
    LogSetup.silence("com.zaxxer.hikari", "org.flywaydb", "org.jdbi", "org.sqlite");
    return options.url().isPresent()
        ? PostgresDatabase.at(options, options.url().get())
        : EmbeddedDatabase.in(directory);
  }

  /**
   * Brings its tables up to date.
   *
   * @param patience how long one may take that does not answer yet, as after a restart of both
   * @throws UserException when it cannot be used
   */
  static void tables(Database database, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    boolean isSaid = false;
    while (true) {
      try {
        Schema.bringUpToDate(database);
        return;
      } catch (SQLException e) {
        boolean isLate = System.nanoTime() - until >= 0;
        if (isLate || database.trouble(e) != Database.Trouble.ABSENT) {
          throw unusable(database, e);
        }
        if (!isSaid) {
          isSaid = true;
          LOG.warn("{}; waiting for it up to {} s", database.words(e), patience.toSeconds());
        }
      }
      pause(database);
    }
  }

  private static UserException unusable(Database database, SQLException failure) {
    return new UserException("Cannot use the database of accounts: " + database.words(failure));
  }

  private static void pause(Database database) {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("Stopped while waiting for " + database);
    }
  }
}
