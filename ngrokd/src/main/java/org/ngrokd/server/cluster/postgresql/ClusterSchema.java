package org.ngrokd.server.cluster.postgresql;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.store.SharedPostgres;
import org.ngrokd.streams.net.Failures;

/** The tables of the cluster, beside those of accounts and with a history of their own. */
final class ClusterSchema {
  private static final String MIGRATIONS = "classpath:org/ngrokd/server/cluster/postgresql/schema";
  private static final String HISTORY = "cluster_history";

  private ClusterSchema() {}

  /**
   * Makes the tables or brings them up to date; of several servers at the same time one does.
   *
   * @throws UserException when that cannot be done
   */
  static void bringUpToDate(SharedPostgres database) {
    try {
      var unused =
          Flyway.configure()
              .dataSource(database.patient())
              .locations(MIGRATIONS)
              .table(HISTORY)
              .baselineOnMigrate(true) // the tables of accounts are there
              .baselineVersion("0")
              .loggers("slf4j")
              .load()
              .migrate();
    } catch (FlywayException e) {
      throw new UserException(
          "Cannot make the tables of the cluster in the database of accounts: "
              + Failures.oneLine(e));
    }
  }
}
