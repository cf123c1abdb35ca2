package org.ngrokd.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.OwnPostgres;

/** The engine is the database of accounts. */
class PostgresGoingOnIT extends GoingOnContract {
  private Optional<OwnPostgres> postgres = Optional.empty();
  private Optional<Detour> detour = Optional.empty();

  private OwnPostgres postgres() {
    return postgres.orElseThrow();
  }

  private void start() {
    Optional<OwnPostgres> started = OwnPostgres.start();
    assumeTrue(started.isPresent(), "PostgreSQL is not installed");
    postgres = started;
  }

  @Override
  void end() throws IOException {
    if (detour.isPresent()) {
      detour.get().close();
    }
    postgres.ifPresent(OwnPostgres::close);
  }

  private static TeamsOptions.Database database(String url) {
    return new TeamsOptions.Database(Optional.of(url), OwnPostgres.USER, "");
  }

  @Override
  ClusterScene scene(Path directory) {
    start();
    TeamsOptions.Database database = database(postgres().url());
    return ClusterScene.by(database, ClusterScene.newToken(database), directory);
  }

  @Override
  void stop() {
    postgres().stop();
  }

  @Override
  void goOn() {
    postgres().goOn();
  }

  @Override
  void kill() {
    postgres().kill();
  }

  @Override
  void restart() {
    postgres().begin();
  }

  @Override
  ClusterScene.Node byDetour(ClusterScene scene) throws IOException {
    int port = Integer.parseInt(postgres().url().replaceAll(".*:(\\d+)/.*", "$1"));
    Detour way = new Detour(port);
    detour = Optional.of(way);
    return scene.nodeBy(
        database(postgres().url().replace(":" + port + "/", ":" + way.port() + "/")));
  }

  @Override
  void cut() {
    detour.orElseThrow().block();
  }
}
