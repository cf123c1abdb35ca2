package org.ngrokd.server.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.postgresql.PostgresEngine;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.OwnPostgres;

/** PostgreSQL does what an engine has to. */
class PostgresEngineIT extends EngineContract {
  private static Optional<OwnPostgres> postgres = Optional.empty();

  @BeforeAll
  static void start() {
    postgres = OwnPostgres.start();
    assumeTrue(postgres.isPresent(), "PostgreSQL is not installed");
  }

  @AfterAll
  static void end() {
    postgres.ifPresent(OwnPostgres::close);
  }

  @Override
  Engine open() {
    PostgresEngine engine =
        PostgresEngine.at(
            new TeamsOptions.Database(
                Optional.of(postgres.orElseThrow().url()), OwnPostgres.USER, ""));
    engine.open();
    return engine;
  }

  @Override
  void stop() {
    postgres.orElseThrow().stop();
  }

  @Override
  void goOn() {
    postgres.orElseThrow().goOn();
  }

  @Override
  void kill() {
    postgres.orElseThrow().kill();
  }

  @Override
  void restart() {
    postgres.orElseThrow().begin();
  }
}
