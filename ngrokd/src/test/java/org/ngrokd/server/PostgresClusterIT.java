package org.ngrokd.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.OwnPostgres;

/** Servers that agree by the database of their accounts. */
class PostgresClusterIT extends ClusterContract {
  private static Optional<OwnPostgres> postgres = Optional.empty();

  private static String token = "";

  @BeforeAll
  static void start() {
    postgres = OwnPostgres.start();
    assumeTrue(postgres.isPresent(), "PostgreSQL is not installed");
    token = ClusterScene.newToken(database());
  }

  @AfterAll
  static void stop() {
    postgres.ifPresent(OwnPostgres::close);
  }

  private static TeamsOptions.Database database() {
    return new TeamsOptions.Database(
        Optional.of(postgres.orElseThrow().url()), OwnPostgres.USER, "");
  }

  @Override
  ClusterScene scene(Path directory) {
    return ClusterScene.by(database(), token, directory);
  }
}
