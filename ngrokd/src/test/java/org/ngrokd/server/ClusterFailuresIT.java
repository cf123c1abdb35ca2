package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.handover.ReplaceRequest;
import org.ngrokd.server.handover.TakeOver;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.OwnEtcd;

/**
 * What visitors get while servers of a cluster fail, each as in the rules of docs/cluster.md: real
 * processes and an etcd of three. Servers are cut off by ways of the test's to etcd, which pass
 * nothing on: that works for everybody, root or not.
 */
@EnabledOnOs(OS.LINUX)
class ClusterFailuresIT {
  /** A node that is frozen is given up after 3 s. */
  private static final Duration LONGEST_VISIT = Duration.ofSeconds(8);

  /** Of a client that knows one server, from when that ends to when it is at another. */
  private static final Duration MOST_OUTAGE = Duration.ofSeconds(8);

  /** As the JVM ends by SIGTERM. */
  private static final int TERMINATED = 143;

  private static Optional<OwnEtcd> etcd = Optional.empty();

  private ClusterNodes nodes;

  @BeforeAll
  static void startEtcd() {
    etcd = OwnEtcd.start();
    assumeTrue(etcd.isPresent(), "etcd is not installed");
  }

  @AfterAll
  static void stopEtcd() {
    etcd.ifPresent(OwnEtcd::close);
  }

  @BeforeEach
  void start(@TempDir Path directory) {
    nodes = new ClusterNodes(etcd.orElseThrow(), directory);
  }

  @AfterEach
  void end() throws Exception {
    nodes.close();
  }

  private static void awaitVisits(ClusterVisits visits, String at, String answer) {
    await().atMost(ClusterNodes.LEASE_IS_OVER).until(() -> visits.has(at, answer));
  }

  @Test
  void serverThatIsKilledUnderLoadTakesNothingElseWithIt() throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    ClusterNodes.Node one = both.get(0);
    ClusterNodes.Node other = both.get(1);
    OldSession client = nodes.client(one, "", "killed", "one");
    OldSession steady = nodes.client(other, "", "steady", "steady");
    try (ClusterVisits visits = ClusterVisits.of("killed").at("other", other);
        ClusterVisits steadies = ClusterVisits.of("steady").at("other", other)) {
      awaitVisits(visits, "other", "one");
      awaitVisits(steadies, "other", "steady");

      long killed = System.nanoTime();
      one.process().signal("KILL");
      OldSession newcomer = nodes.client(other, "", "killed", "other");
      awaitVisits(visits, "other", "other");

      visits.assertNeverBackTo("one", "other");
      assertThat(visits.all())
          .allMatch(
              visit ->
                  visit.answer().matches("one|other|HTTP/1.0 (50.|404) .*")
                      || (visit.began() < killed && visit.ended() > killed), // half an answer
              visits.answers().toString())
          .allMatch(visit -> visit.length().compareTo(LONGEST_VISIT) < 0);
      assertThat(steadies.all()).allMatch(visit -> visit.answer().equals("steady"));
      assertThat(List.of(client, steady, newcomer)).doesNotContainNull(); // their sockets are held
    }
  }

  /** Longer than its lease, and it knows of nothing when it goes on. */
  @Test
  void serverThatIsFrozenDoesNotServeWhatItHasLost() throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    ClusterNodes.Node one = both.get(0);
    ClusterNodes.Node other = both.get(1);
    OldSession client = nodes.client(one, "", "frozen", "one");
    try (ClusterVisits visits = ClusterVisits.of("frozen").at("other", other);
        Visitor keptThere = ClusterVisits.keepAlive(one);
        Visitor keptElsewhere = ClusterVisits.keepAlive(other)) {
      awaitVisits(visits, "other", "one");
      assertThat(ClusterVisits.ask(keptThere, "frozen")).isEqualTo("one");
      assertThat(ClusterVisits.ask(keptElsewhere, "frozen")).isEqualTo("one");

      one.process().signal("STOP");
      long stopped = System.nanoTime();
      OldSession newcomer = nodes.client(other, "", "frozen", "other");
      awaitVisits(visits, "other", "other");
      one.process().signal("CONT");
      visits.at("one", one);

      assertThat(ClusterVisits.ask(keptThere, "frozen")).isNotEqualTo("one");
      assertThat(ClusterVisits.ask(keptElsewhere, "frozen")).isNotEqualTo("one");
      awaitVisits(visits, "one", "other");
      visits.assertNeverBackTo("one", "other");
      assertThat(visits.all().stream().filter(visit -> visit.began() - stopped > 0))
          .as("nobody waits longer than until a frozen server is given up")
          .allMatch(visit -> visit.length().compareTo(LONGEST_VISIT) < 0);
      assertThat(List.of(client, newcomer)).doesNotContainNull();
    }
  }

  /** Its client, its visitors and the other servers reach it; what they agree by it does not. */
  @Test
  void serverThatIsCutOffStopsBeforeAnotherOneHasItsName() throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    ClusterNodes.Node one = both.get(0);
    ClusterNodes.Node other = both.get(1);
    OldSession client = nodes.client(one, "", "cut", "one");
    try (ClusterVisits visits = ClusterVisits.of("cut").at("one", one).at("other", other)) {
      awaitVisits(visits, "one", "one");
      awaitVisits(visits, "other", "one");

      one.ways().forEach(Detour::block);
      OldSession newcomer = nodes.client(other, "", "cut", "other");
      awaitVisits(visits, "other", "other");
      one.ways().forEach(Detour::unblock);

      awaitVisits(visits, "one", "other");
      visits.assertNeverBackTo("one", "other");
      assertThat(List.of(client, newcomer)).doesNotContainNull();
    }
  }

  /** It serves the client's older connection, of whose move it has not heard. */
  @Test
  void nameThatAClientTookFromAServerWhichIsCutOffIsNobodyElsesWhileThatOneServesIt()
      throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    ClusterNodes.Node one = both.get(0);
    ClusterNodes.Node other = both.get(1);
    OldSession older = nodes.client(one, "", "moved", "older");
    try (ClusterVisits visits = ClusterVisits.of("moved").at("other", other);
        Visitor before = ClusterVisits.keepAlive(one)) {
      assertThat(ClusterVisits.ask(before, "moved")).isEqualTo("older");
      one.ways().forEach(Detour::block);

      OldSession newer = nodes.client(other, older.clientId(), "moved", "newer");
      newer.close();
      OldSession stranger = nodes.client(other, "", "moved", "stranger");
      awaitVisits(visits, "other", "stranger");
      assertThat(ClusterVisits.ask(before, "moved")).isNotEqualTo("older");
      visits.at("one", one);
      one.ways().forEach(Detour::unblock);

      awaitVisits(visits, "one", "stranger");
      visits.assertNeverBackTo("older", "stranger");
      assertThat(List.of(older, stranger)).doesNotContainNull();
    }
  }

  @Test
  void namesStayAndNewOnesComeWhileEachAnswerTakesTwoSeconds() throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    ClusterNodes.Node one = both.get(0);
    ClusterNodes.Node other = both.get(1);
    OldSession client = nodes.client(one, "", "slow", "one");
    try (ClusterVisits visits = ClusterVisits.of("slow").at("one", one).at("other", other)) {
      awaitVisits(visits, "one", "one");
      awaitVisits(visits, "other", "one");
      int before = visits.all().size();

      both.forEach(node -> node.ways().forEach(way -> way.delay(Duration.ofSeconds(2))));
      long since = System.nanoTime();
      OldSession newcomer = nodes.client(other, "", "slow-new", "new");
      try (ClusterVisits newcomers = ClusterVisits.of("slow-new").at("one", one)) {
        awaitVisits(newcomers, "one", "new");
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> System.nanoTime() - since > Duration.ofSeconds(15).toNanos());

      assertThat(visits.all().stream().skip(before))
          .isNotEmpty()
          .allMatch(visit -> visit.answer().equals("one"), visits.answers().toString());
      assertThat(List.of(client, newcomer)).doesNotContainNull();
    }
  }

  @Test
  void namesAreBackWhenEverythingWasKilledAndStartedAgain() throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    OldSession client = nodes.client(both.get(0), "", "restarted", "before");
    for (ClusterNodes.Node node : both) {
      node.process().signal("KILL");
    }
    OwnEtcd engine = etcd.orElseThrow();
    engine.kill();
    engine.begin();
    client.close();

    ClusterNodes.Starting first = nodes.start(both.get(0).state(), ClusterNodes.USUAL);
    ClusterNodes.Starting second = nodes.start(both.get(1).state(), ClusterNodes.USUAL);
    ClusterNodes.Node one = first.await();
    ClusterNodes.Node other = second.await();
    OldSession served = nodes.client(other, client.clientId(), "restarted", "after");
    try (ClusterVisits visits = ClusterVisits.of("restarted").at("one", one).at("other", other)) {
      awaitVisits(visits, "one", "after");
      awaitVisits(visits, "other", "after");
      assertThat(served.clientId()).isEqualTo(client.clientId());
    }
  }

  /**
   * Clients that know one server come again to another, as through DNS; ours have two homes, and
   * their requests are looked at where they are tested.
   */
  @Test
  void serversThatAreReplacedOneAfterTheOtherCostAClientItsWayToTheNext() throws Exception {
    List<ClusterNodes.Node> both = nodes.two();
    ClusterNodes.Node one = both.get(0);
    ClusterNodes.Node other = both.get(1);
    OldSession moving = nodes.client(one, "", "moving", "moving");
    OldSession steady = nodes.client(other, "", "steady", "steady");
    try (ClusterVisits visits = ClusterVisits.of("moving").at("other", other);
        ClusterVisits steadies = ClusterVisits.of("steady").at("other", other)) {
      awaitVisits(visits, "other", "moving");
      awaitVisits(steadies, "other", "steady");

      one.process().terminate();
      assertThat(one.process().exitCode()).isEqualTo(TERMINATED);
      moving = nodes.client(other, moving.clientId(), "moving", "moved");
      awaitVisits(visits, "other", "moved");

      visits.assertNeverBackTo("moving", "moved");
      assertThat(visits.longestWithout("other", "moving|moved")).isLessThan(MOST_OUTAGE);
      assertThat(steadies.all())
          .allMatch(visit -> visit.answer().equals("steady"), steadies.answers().toString());
    }
    ClusterNodes.Node next = nodes.start(one.state(), ClusterNodes.USUAL).await();
    try (ClusterVisits visits = ClusterVisits.of("moving").at("next", next)) {
      awaitVisits(visits, "next", "moved");

      other.process().terminate();
      assertThat(other.process().exitCode()).isEqualTo(TERMINATED);
      moving = nodes.client(next, moving.clientId(), "moving", "here");
      awaitVisits(visits, "next", "here");

      visits.assertNeverBackTo("moved", "here");
      assertThat(visits.longestWithout("next", "moved|here")).isLessThan(MOST_OUTAGE);
      assertThat(List.of(moving, steady)).doesNotContainNull();
    }
  }

  /** One is half a minute ahead and one behind; then both are set to the other's. */
  @Test
  void clocksThatDifferAndAreSetTakeNoNameFromAnybody(@TempDir Path clocks) throws Exception {
    Optional<Path> library = fakeTime();
    assumeTrue(library.isPresent(), "faketime is not installed");
    Path ahead = Files.writeString(clocks.resolve("ahead"), "+30\n");
    Path behind = Files.writeString(clocks.resolve("behind"), "-30\n");
    ClusterNodes.Starting first = nodes.start(by(library.get(), ahead));
    ClusterNodes.Starting second = nodes.start(by(library.get(), behind));
    ClusterNodes.Node one = first.await();
    ClusterNodes.Node other = second.await();
    OldSession client = nodes.client(one, "", "clocks", "one");
    try (ClusterVisits visits = ClusterVisits.of("clocks").at("one", one).at("other", other)) {
      awaitVisits(visits, "one", "one");
      awaitVisits(visits, "other", "one");
      int before = visits.all().size();

      assertThat(other.client("").refusal("http", "clocks", 0)).contains("already registered");
      Files.writeString(ahead, "-30\n");
      Files.writeString(behind, "+30\n");
      long since = System.nanoTime();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> System.nanoTime() - since > Duration.ofSeconds(11).toNanos());

      assertThat(other.client("").refusal("http", "clocks", 0)).contains("already registered");
      assertThat(visits.all().stream().skip(before))
          .allMatch(visit -> visit.answer().equals("one"), visits.answers().toString());
      assertThat(client.clientId()).isNotEmpty();
    }
  }

  private static Optional<Path> fakeTime() throws IOException {
    Path libraries = Path.of("/usr/lib");
    try (Stream<Path> found =
        Files.find(
            libraries,
            3,
            (path, is) -> path.getFileName().toString().equals("libfaketimeMT.so.1"))) {
      return found.findFirst();
    }
  }

  /** Its clock is ours and as much as stands in the file; time that passes it measures as we do. */
  private static ServerProcess.Launch by(Path library, Path clock) {
    return new ServerProcess.Launch(
        List.of(),
        ClusterNodes.USUAL.jvm(),
        Map.of(
            "LD_PRELOAD",
            library.toString(),
            "FAKETIME_TIMESTAMP_FILE",
            clock.toString(),
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1"));
  }

  /** A second one at its address would declare it dead. */
  @Test
  void serverOfAClusterIsNotReplacedAndGoesOn() throws Exception {
    ClusterNodes.Node one = nodes.start(ClusterNodes.USUAL).await();
    OldSession client = nodes.client(one, "", "stays", "one");
    StateDirectory state = StateDirectory.at(one.state());

    assertThatThrownBy(() -> ReplaceRequest.send(state))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not replaced: it is one of a cluster");
    assertThatThrownBy(() -> TakeOver.of(state))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("it is one of a cluster");

    try (Visitor visitor = ClusterVisits.keepAlive(one)) {
      assertThat(ClusterVisits.ask(visitor, "stays")).isEqualTo("one");
    }
    assertThat(client).isNotNull();
  }
}
