package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.PostgresCluster;
import org.ngrokd.server.testing.TestDatabase;

/** A PostgreSQL that is not there, not ours, or not what it should be. */
class PostgresFaultsTest {
  private static final Path NOWHERE = Path.of("/nowhere");
  private static final String PASSWORD = "hunter2hunter2";

  private final CapturedLog log = CapturedLog.at(Level.DEBUG);
  private final TestDatabase database = TestDatabase.postgres();
  private Detour detour;
  private TeamsOptions.Database byDetour;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(PostgresCluster.shared().isPresent(), "PostgreSQL is not installed");
    detour = new Detour(PostgresCluster.shared().get().port());
    byDetour = at(url().replaceFirst(":\\d+/", ":" + detour.port() + "/") + "?socketTimeout=1");
  }

  @AfterEach
  void stop() throws IOException {
    detour.close();
    database.close();
    log.close();
  }

  private String url() {
    return database.options().url().orElseThrow();
  }

  private static TeamsOptions.Database at(String url) {
    return new TeamsOptions.Database(
        Optional.of(url), PostgresCluster.USER, PostgresCluster.PASSWORD);
  }

  private static TeamsOptions.Database as(String url, String user) {
    return new TeamsOptions.Database(Optional.of(url), user, PASSWORD);
  }

  private static void assertRefused(TeamsOptions.Database options, String... words) {
    assertThatThrownBy(() -> Store.open(options, NOWHERE))
        .isInstanceOf(UserException.class)
        .message()
        .contains(words)
        .doesNotContain(PASSWORD, PostgresCluster.PASSWORD, "Exception", "org.", "\n");
  }

  @Test
  void nobodyListens() throws IOException {
    detour.cut();

    assertRefused(
        byDetour,
        "PostgreSQL at 127.0.0.1:" + detour.port(),
        "does not answer (Connection refused)");
  }

  @Test
  void thereIsNoSuchHost() {
    assertRefused(at("jdbc:postgresql://db.invalid/x"), "db.invalid:5432", "no such host");
  }

  @Test
  void thePasswordIsWrong() {
    assertRefused(
        as(url(), "ngrokd"),
        "does not let the user 'ngrokd' in with this password",
        "database.user");
  }

  @Test
  void thePasswordOfTheUrlIsWrong() {
    assertRefused(
        new TeamsOptions.Database(Optional.of(url() + "?user=ngrokd&password=" + PASSWORD), "", ""),
        "the user 'ngrokd'");
  }

  @Test
  void thereIsNoSuchDatabase() {
    assertRefused(
        at(url().replaceFirst("/test\\d+$", "/teams")),
        "has no database 'teams': make it with 'createdb teams'");
  }

  @Test
  void itKnowsNoTls() {
    assertRefused(at(url() + "?sslmode=require"), "no TLS with it", "sslmode");
  }

  /** What it says when tables are made; Flyway asks again for nine seconds. */
  @Test
  void aUserMayNotMakeTables() {
    SQLException denied = new SQLException("permission denied for schema public", "42501");

    assertThat(new PostgresTrouble("db:5432", "teams", "guest").words(denied))
        .contains("PostgreSQL at db:5432", "does not let the user 'guest' do that", "owner");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h:port/db?password=" + PASSWORD,
        "jdbc:postgres://u:" + PASSWORD + "@h/db",
        "jdbc:postgresql://h/db?sslmode=perhaps&password=" + PASSWORD,
        "postgresql"
      })
  void theUrlIsNone(String url) {
    assertRefused(at(url), "database.url");
  }

  /** As {@code ngrokd cluster join} makes them, before the first server is started. */
  @Test
  void tablesOfTheClusterAreNoOthers() throws SQLException {
    PostgresCluster cluster = PostgresCluster.shared().orElseThrow();
    TeamsOptions.Database empty = at(cluster.url(cluster.newDatabase("template1")));
    PostgresDatabase database = PostgresDatabase.at(empty, empty.url().get());
    try (Connection connection = database.patient().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE cluster_names (name text)");
    }

    Schema.bringUpToDate(database);

    try (Connection connection = database.patient().getConnection();
        Statement statement = connection.createStatement();
        ResultSet users = statement.executeQuery("SELECT count(*) FROM cluster_names")) {
      assertThat(users.next()).isTrue();
    }
    Schema.bringUpToDate(database); // it is now
  }

  @Test
  void otherTablesAreThere() throws SQLException {
    PostgresCluster cluster = PostgresCluster.shared().orElseThrow();
    TeamsOptions.Database other = at(cluster.url(cluster.newDatabase("template1")));
    try (Connection connection =
            PostgresDatabase.at(other, other.url().get()).patient().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE users (id int)");
    }

    assertRefused(other, "has tables of another program");
  }

  @Test
  void aServerWaitsForItAtTheStart() throws IOException {
    detour.cut();

    CompletableFuture<Store> served =
        CompletableFuture.supplyAsync(() -> Store.serve(byDetour, NOWHERE, Duration.ofSeconds(60)));
    await().until(() -> !log.lines(Level.WARN).isEmpty());
    detour.open();

    try (Store store = served.join()) {
      int count = store.now(tables -> tables.accounts().count());
      assertThat(count).isZero();
    }
    assertThat(log.lines(Level.WARN))
        .singleElement()
        .asString()
        .contains("does not answer", "waiting for it up to 60 s");
  }

  @Test
  void aServerDoesNotWaitForEver() throws IOException {
    detour.cut();

    assertThatThrownBy(() -> Store.serve(byDetour, NOWHERE, Duration.ofMillis(400)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void whatDoesNotAnswerAnyMoreIsToldAtOnceAndComesBackByItself() throws IOException {
    try (Store store = Store.open(byDetour, NOWHERE)) {
      Samples.add(store, "alice");
      detour.cut();

      for (CompletableFuture<Integer> answer : ask(store, 50)) {
        assertThat(answer)
            .failsWithin(Duration.ofSeconds(30))
            .withThrowableThat()
            .withCauseExactlyInstanceOf(StoreException.class)
            .withMessageContaining("does not answer");
      }
      assertThat(store.trouble()).isPresent();
      assertThat(store.calls().failures()).isEqualTo(50);
      detour.open();

      await()
          .untilAsserted(
              () -> assertThat(ask(store, 1).get(0)).succeedsWithin(Duration.ofSeconds(20)));
      assertThat(store.trouble()).isEmpty();
    }
    assertThat(log.lines(Level.WARN)).singleElement().asString().contains("does not answer");
    assertThat(log.lines(Level.INFO)).singleElement().asString().contains("answers again");
    assertThat(log.hasStackTrace()).isFalse();
  }

  @Test
  void aRestartBetweenTwoQuestionsIsNotNoticed() throws IOException {
    try (Store store = Store.open(byDetour, NOWHERE)) {
      ask(store, 4).forEach(CompletableFuture::join);
      detour.cut();
      detour.open();

      Samples.add(store, "alice");
    }
    assertThat(log.lines(Level.WARN)).isEmpty();
  }

  @Test
  void whatIsSilentIsGivenUp() throws IOException {
    try (Store store = Store.open(byDetour, NOWHERE)) {
      Samples.add(store, "alice");
      detour.block();

      for (CompletableFuture<Integer> answer : ask(store, 50)) {
        assertThat(answer)
            .failsWithin(Duration.ofSeconds(30))
            .withThrowableThat()
            .withMessageContaining("it took too long");
      }
      detour.unblock();

      await()
          .untilAsserted(
              () -> assertThat(ask(store, 1).get(0)).succeedsWithin(Duration.ofSeconds(20)));
    }
  }

  private static List<CompletableFuture<Integer>> ask(Store store, int times) {
    return Stream.generate(() -> store.later(tables -> tables.accounts().count()))
        .limit(times)
        .toList();
  }

  /** As many as questions are asked at once, and the pool's own. */
  @Test
  void fewThreadsAreNeeded() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Store store = Store.open(database.options(), NOWHERE)) {
      ask(store, 500).forEach(CompletableFuture::join);

      List<String> threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !before.contains(thread))
              .map(Thread::getName)
              .filter(name -> name.startsWith("ngrokd-accounts"))
              .toList();
      assertThat(threads).filteredOn("ngrokd-accounts"::equals).hasSizeBetween(1, 4);
      assertThat(threads)
          .filteredOn(name -> !name.equals("ngrokd-accounts")) // one that stays, one for seconds
          .hasSizeBetween(1, 2);
    }
  }
}
