package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.cluster.postgresql.PostgresEngine;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.OwnPostgres;
import org.ngrokd.server.testing.SteppedClock;

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
    return open(postgres.orElseThrow());
  }

  private static Engine open(OwnPostgres database) {
    PostgresEngine engine =
        PostgresEngine.at(
            new TeamsOptions.Database(Optional.of(database.url()), OwnPostgres.USER, ""));
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

  @Override
  long transactions(NodeCard node) {
    try (Connection looking =
            DriverManager.getConnection(postgres.orElseThrow().url(), OwnPostgres.USER, "");
        Statement statement = looking.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(DISTINCT xmin::text) FROM cluster_names WHERE node = '"
                    + node.id()
                    + "'")) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** As a claim holds it that does not come to its end. */
  @Test
  void nameThatSomebodyHoldsHoldsUpNobodyElse() throws Exception {
    NodeCard card = new NodeCard("0000000000000c1e", "127.0.0.1:1", 0, false);
    String held = "http://held-up.example";
    try (Engine engine = open();
        Connection holding =
            DriverManager.getConnection(postgres.orElseThrow().url(), OwnPostgres.USER, "");
        Statement statement = holding.createStatement()) {
      engine.join(card, Duration.ofSeconds(60)).join();
      assertThat(engine.claim(new Wish(held, held, "a", card.id())).join()).isPresent();
      holding.setAutoCommit(false);
      statement.execute("SELECT 1 FROM cluster_names WHERE name = '" + held + "' FOR UPDATE");

      List<CompletableFuture<Optional<Given>>> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(engine.claim(new Wish("http://beside" + i, "", "a", card.id())));
      }
      CompletableFuture<Optional<Given>> same = engine.claim(new Wish(held, held, "a", card.id()));
      for (int i = 20; i < 40; i++) {
        others.add(engine.claim(new Wish("http://beside" + i, "", "a", card.id())));
      }

      assertThat(others).allSatisfy(each -> assertThat(each.join()).isPresent());
      assertThat(same).failsWithin(Duration.ofSeconds(5));
      holding.rollback();
      engine.leave(card.id()).join();
    }
  }

  /** Somebody holds a name of the dead node, as a claim does that does not come to its end. */
  @Test
  void renewalDoesNotWaitForABurial() throws Exception {
    Duration second = Duration.ofSeconds(1);
    NodeCard dead = new NodeCard("0000000000000d1e", "127.0.0.1:1", 0, false);
    NodeCard lives = new NodeCard("0000000000000d1f", "127.0.0.1:1", 0, false);
    String name = "http://held.example";
    try (Engine engine = open();
        Connection holding =
            DriverManager.getConnection(postgres.orElseThrow().url(), OwnPostgres.USER, "");
        Statement statement = holding.createStatement()) {
      engine.join(dead, second).join();
      engine.join(lives, Duration.ofSeconds(60)).join();
      assertThat(engine.claim(new Wish(name, name, "a", dead.id())).join()).isPresent();
      holding.setAutoCommit(false);
      statement.execute("SELECT 1 FROM cluster_names WHERE name = '" + name + "' FOR UPDATE");
      renewed(engine, lives).stream()
          .filter(life -> life.id().equals(dead.id()))
          .forEach(life -> engine.bury(life).join());
      assertThat(engine.locate(List.of(name)).join()).isEmpty();
      long asked = System.nanoTime();

      for (int i = 0; i < 5; i++) {
        assertThat(renewed(engine, lives)).isNotEmpty();
      }

      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(second);
      assertThat(engine.nodes().join()).extracting(NodeCard::id).doesNotContain(dead.id());
      holding.rollback();
      await()
          .until(
              () -> {
                assertThat(renewed(engine, lives)).isNotEmpty();
                return isBuried(statement, dead);
              });
    }
  }

  private static List<Life> renewed(Engine engine, NodeCard node) {
    return engine.renew(node, Set.of(node.id()), Duration.ofSeconds(60)).join();
  }

  private static boolean isBuried(Statement statement, NodeCard dead) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT (SELECT count(*) FROM cluster_nodes WHERE node = '%1$s') + (SELECT count(*) FROM cluster_names WHERE node = '%1$s')"
                .formatted(dead.id()))) {
      return rows.next() && rows.getLong(1) == 0;
    }
  }

  /** More names than are removed at once. */
  @Test
  void nodeThatLeavesIsBuriedByThoseWhoStay() throws Exception {
    NodeCard leaves = new NodeCard("0000000000000e1e", "127.0.0.1:1", 0, false);
    NodeCard stays = new NodeCard("0000000000000e1f", "127.0.0.1:1", 0, false);
    try (Engine engine = open();
        Connection looking =
            DriverManager.getConnection(postgres.orElseThrow().url(), OwnPostgres.USER, "");
        Statement statement = looking.createStatement()) {
      engine.join(leaves, Duration.ofSeconds(60)).join();
      engine.join(stays, Duration.ofSeconds(60)).join();
      statement.execute(
          "INSERT INTO cluster_names SELECT 'http://n' || n || '.test', '', 'a', '%s', n FROM generate_series(1, 2500) n"
              .formatted(leaves.id()));

      engine.leave(leaves.id()).join();

      assertThat(renewed(engine, leaves)).isEmpty();
      String name = "http://n7.test";
      assertThat(engine.claim(new Wish(name, name, "b", stays.id())).join()).isPresent();
      assertThat(renewed(engine, stays)).isNotEmpty();
      await().until(() -> isBuried(statement, leaves));
      assertThat(engine.locate(List.of(name)).join())
          .extracting(Held::node)
          .containsExactly(stays.id());
    }
  }

  private static Life life(Engine engine, NodeCard by, NodeCard of) {
    return engine.renew(by, Set.of(by.id()), Duration.ofSeconds(4)).join().stream()
        .filter(life -> life.id().equals(of.id()))
        .findFirst()
        .orElseThrow();
  }

  /** Who lives is seen by clocks that nobody sets. */
  @Test
  void clockOfTheDatabaseThatIsSetTakesNoNamesAndLeavesNone(@TempDir Path directory)
      throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Optional<SteppedClock> clock = SteppedClock.in(directory, "clock");
    assumeTrue(clock.isPresent(), "libfaketime is not installed");
    NodeCard silent = new NodeCard("0000000000000f1e", "127.0.0.1:1", 0, false);
    NodeCard wants = new NodeCard("0000000000000f1f", "127.0.0.1:1", 0, false);
    String name = "http://clock.example";
    try (OwnPostgres own = OwnPostgres.start(clock.get().environment()).orElseThrow();
        Engine engine = open(own)) {
      engine.join(silent, Duration.ofSeconds(4)).join();
      engine.join(wants, Duration.ofSeconds(60)).join();
      assertThat(engine.claim(new Wish(name, name, "a", silent.id())).join()).isPresent();

      clock.get().set(3600);
      await().until(() -> secondsAhead(own) > 3000);
      assertThat(life(engine, wants, silent).isLate()).isFalse();
      assertThat(engine.renew(silent, Set.of(), Duration.ofSeconds(4)).join()).isNotEmpty();

      clock.get().set(-3600);
      Life dead =
          await()
              .atMost(Duration.ofSeconds(20))
              .until(() -> life(engine, wants, silent), Life::isLate);
      engine.bury(dead).join();
      assertThat(engine.claim(new Wish(name, name, "b", wants.id())).join()).isPresent();
      assertThat(engine.renew(silent, Set.of(), Duration.ofSeconds(4)).join()).isEmpty();
    }
  }

  private static long secondsAhead(OwnPostgres of) throws SQLException {
    try (Connection connection = DriverManager.getConnection(of.url(), OwnPostgres.USER, "");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT extract(epoch FROM clock_timestamp())::bigint")) {
      return rows.next() ? rows.getLong(1) - System.currentTimeMillis() / 1000 : 0;
    }
  }
}
