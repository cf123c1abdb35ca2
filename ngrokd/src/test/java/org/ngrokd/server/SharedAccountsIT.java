package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.NewToken;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.NameKind;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OwnPostgres;

/** What an account may, and has, at two servers whose accounts are in one database. */
class SharedAccountsIT {
  /** New connections per second of the account. */
  private static final int RATE = 20;

  /** Servers have heard of each other, and what may come at once has come. */
  private static final Duration SETTLED = Duration.ofSeconds(5);

  private static final Duration COUNTED = Duration.ofSeconds(6);

  private static final Actor ADMIN = Actor.server("test");

  private static Optional<OwnPostgres> postgres = Optional.empty();

  private final People people =
      new People(
          TeamsOptions.Accounts.DEFAULT,
          new NameRules(TestServer.DOMAIN, PortRanges.NONE, Reservations.NONE),
          Clock.systemUTC());
  private Optional<ClusterScene> scene = Optional.empty();

  @BeforeAll
  static void start() {
    postgres = OwnPostgres.start();
    assumeTrue(postgres.isPresent(), "PostgreSQL is not installed");
  }

  @AfterAll
  static void stop() {
    postgres.ifPresent(OwnPostgres::close);
  }

  @AfterEach
  void end() {
    scene.ifPresent(ClusterScene::close);
  }

  private static TeamsOptions.Database database() {
    return new TeamsOptions.Database(
        Optional.of(postgres.orElseThrow().url()), OwnPostgres.USER, "");
  }

  private static <T> T change(BiFunction<Tables, String, T> change, String name) {
    try (Store store = Store.open(database(), Path.of("/"))) {
      return store.now(tables -> change.apply(tables, name));
    }
  }

  /** An account, and its token. */
  private record Made(AccountRow account, NewToken token) {}

  private Made made(String name, String limits) {
    return change(
        (tables, called) -> {
          AccountRow account = people.add(tables, called, "", Role.MEMBER, ADMIN);
          people.changeLimits(tables, account, limits, ADMIN);
          return new Made(
              account,
              people.newToken(tables, account, "test", List.of(), Optional.empty(), ADMIN));
        },
        name);
  }

  private ClusterScene scene(Made made, Path directory) {
    ClusterScene begun = ClusterScene.by(database(), made.token().token(), directory);
    scene = Optional.of(begun);
    return begun;
  }

  /** Visitors of a name at its own server, many more than the account may have. */
  private static final class Crowd implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(8);

    private final AtomicInteger served = new AtomicInteger();
    private final Thread thread;
    private volatile boolean isOver;

    Crowd(InetSocketAddress at, String name) {
      String request =
          "GET / HTTP/1.1\r\nHost: %s.%s\r\nConnection: close\r\n\r\n"
              .formatted(name, TestServer.DOMAIN);
      this.thread =
          new Thread(
              () -> {
                while (!isOver) {
                  try (Visitor visitor = Visitor.connect(at)) {
                    if (visitor.send(request).readToEnd().startsWith("HTTP/1.1 200")) {
                      served.incrementAndGet();
                    }
                  } catch (IOException e) {
                    // nor was this one served
                  }
                  LockSupport.parkNanos(PAUSE.toNanos());
                }
              },
              "visitors of " + name);
      thread.setDaemon(true);
      thread.start();
    }

    /** How many were served while we looked, each second. */
    static double perSecond(List<Crowd> crowds) {
      LockSupport.parkNanos(SETTLED.toNanos());
      int before = crowds.stream().mapToInt(each -> each.served.get()).sum();
      long began = System.nanoTime();
      LockSupport.parkNanos(COUNTED.toNanos());
      int after = crowds.stream().mapToInt(each -> each.served.get()).sum();
      return (after - before) * 1e9 / (System.nanoTime() - began);
    }

    @Override
    public void close() {
      isOver = true;
    }
  }

  @Test
  void connectionsPerSecondAreThoseOfBothServersTogether(@TempDir Path directory) throws Exception {
    ClusterScene begun = scene(made("rated", "connections_per_second: " + RATE), directory);
    ClusterScene.Node one = begun.node();
    ClusterScene.Node other = begun.node();
    try (LocalService service = LocalService.mirror()) {
      List<Crowd> crowds = new ArrayList<>();
      for (ClusterScene.Node node : List.of(one, other)) {
        OldSession client = node.client("");
        String name = node == one ? "first" : "second";
        client.tunnel("http", name, 0);
        begun.serve(client, service.port());
        crowds.add(new Crowd(node.at("http"), name));
      }

      assertThat(Crowd.perSecond(crowds)).isBetween(RATE * 0.4, RATE * 1.4);

      crowds.get(0).close();
      assertThat(Crowd.perSecond(crowds.subList(1, 2)))
          .as("one alone has what the other does not use")
          .isBetween(RATE * 0.65, RATE * 1.2);
      crowds.get(1).close();
    }
  }

  /** Whoever is asked in vain counts as one without tunnels: on a slow machine that may be so. */
  private static void awaitRefusal(ClusterScene.Node node, String name, String words) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              OldSession client = node.client("");
              String refusal = client.refusal("http", name, 0);
              client.close();
              assertThat(refusal).contains(words);
            });
  }

  @Test
  void tunnelsOfBothServersCount(@TempDir Path directory) throws Exception {
    ClusterScene begun = scene(made("counted", "max_tunnels: 2"), directory);
    ClusterScene.Node one = begun.node();
    ClusterScene.Node other = begun.node();
    OldSession first = one.client("");
    first.tunnel("http", "a", 0);
    other.client("").tunnel("http", "b", 0);

    for (ClusterScene.Node node : List.of(one, other)) {
      awaitRefusal(node, "c", "that your token is for (2) are open, 1 of them at other servers");
    }

    first.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> other.client("").refusal("http", "c", 0).isEmpty());
  }

  @Test
  void clientThatComesFromAnotherServerIsNotRefusedForWhatItHasThere(@TempDir Path directory)
      throws Exception {
    ClusterScene begun = scene(made("moved", "max_tunnels: 2"), directory);
    ClusterScene.Node one = begun.node();
    ClusterScene.Node other = begun.node();
    OldSession before = one.client("");
    before.tunnel("http", "here", 0);
    before.tunnel("http", "too", 0);

    OldSession after = other.client(before.clientId());

    assertThat(after.refusal("http", "here", 0)).isEmpty();
    assertThat(after.refusal("http", "too", 0)).isEmpty();
    assertThat(after.refusal("http", "third", 0)).contains("that your token is for (2) are open");
  }

  /** While they move, each is at both for a moment. */
  @Test
  void clientsThatComeTogetherFromAnotherServerAreNotRefused(@TempDir Path directory)
      throws Exception {
    ClusterScene begun = scene(made("together", "max_tunnels: 4"), directory);
    ClusterScene.Node one = begun.node();
    ClusterScene.Node other = begun.node();
    List<OldSession> after = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      OldSession before = one.client("");
      before.tunnel("http", "moving" + i, 0);
      after.add(other.client(before.clientId()));
    }

    List<CompletableFuture<String>> refusals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      refusals.add(
          CompletableFuture.supplyAsync(
              () -> refusal(after.get(number), "moving" + number),
              task -> new Thread(task, "client").start()));
    }

    assertThat(refusals).allSatisfy(each -> assertThat(each.join()).isEmpty());
  }

  private static String refusal(OldSession client, String name) {
    try {
      return client.refusal("http", name, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void clientOfAServerThatIsGoneIsLetIn(@TempDir Path directory) throws Exception {
    ClusterScene begun = scene(made("bereft", "max_tunnels: 1"), directory);
    ClusterScene.Node one = begun.node();
    ClusterScene.Node other = begun.node();
    one.client("").tunnel("http", "d", 0);
    awaitRefusal(other, "e", "(1) are open, 1 of them at other servers");

    one.close();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> other.client("").refusal("http", "e", 0).isEmpty());
  }

  /** They are changed in the database, as another server does. */
  @Test
  void tokensAndNamesThatAreMadeAndTakenBackHoldAtOnce(@TempDir Path directory) throws Exception {
    Made made = made("known", "");
    Made stranger = made("stranger", "");
    ClusterScene begun = scene(stranger, directory);
    ClusterScene.Node node = begun.node();
    assertThat(node.client("").refusal("http", "kept", 0)).isEmpty();

    NewToken later =
        change(
            (tables, name) ->
                people.newToken(tables, made.account(), name, List.of(), Optional.empty(), ADMIN),
            "later");

    try (OldClient client = client(node)) {
      String reply = client.connectAndAuth(later.token(), "");
      assertThat(MessageText.field(reply, "Error")).as("known at the first try").isEmpty();
    }

    int unused =
        change(
            (tables, name) -> {
              people.revokeToken(tables, made.account(), later.row().id(), ADMIN);
              people.reserve(tables, made.account(), NameKind.SUBDOMAIN, name, ADMIN);
              return 0;
            },
            "mine");
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              try (OldClient client = client(node)) {
                assertThat(MessageText.field(client.connectAndAuth(later.token(), ""), "Error"))
                    .contains("does not know your token");
              }
              assertThat(node.client("").refusal("http", "mine", 0)).contains("reserved");
            });
  }

  private static OldClient client(ClusterScene.Node node) {
    return new OldClient(node.at("tunnel"), TestCertificates.trustAllContext(), TlsOptions.DEFAULT);
  }
}
