package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.OpenTunnel;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.testing.LocalService;

/** Servers of a cluster are killed, stopped and ended while visitors come to another one. */
@EnabledOnOs(OS.LINUX)
class TwoHomesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What takes well below a second where nobody else wants the processor. */
  private static final Duration SLOW_MACHINE = Duration.ofSeconds(4);

  private final LocalService web = VisitorLoad.service();
  private final Connecting connecting = new Connecting();
  private ServerCluster cluster;
  private ServerCluster.Node first;
  private ServerCluster.Node second;

  /** How often the client was not connected, and where it is in reserve. */
  private static final class Connecting implements SessionEvents {
    private final AtomicInteger times = new AtomicInteger();
    private volatile Optional<String> reserve = Optional.empty();

    @Override
    public void connecting() {
      times.incrementAndGet();
    }

    @Override
    public void inReserve(Optional<String> server) {
      reserve = server;
    }
  }

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isExecutable(ServerCluster.ETCD), "etcd is not installed");
    cluster = new ServerCluster();
    first = cluster.node();
    second = cluster.node();
  }

  @AfterEach
  void stop() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
    web.close();
  }

  private NgrokClient client() {
    return cluster
        .client(first)
        .tunnel(TunnelSpec.http(web.address()).name("named").subdomain("named"))
        .tunnel(TunnelSpec.http(web.address()).name("any"))
        .events(connecting)
        .start();
  }

  private void awaitReserve(ServerCluster.Node at) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(connecting.reserve).contains(at.clientAddr()));
  }

  private static List<String> urls(NgrokClient client) {
    return client.tunnels().stream().map(OpenTunnel::url).map(TwoHomesIT::host).sorted().toList();
  }

  /** Of another server the port is another. */
  private static String host(String url) {
    return url.replaceAll("https?://|:[0-9]+$", "");
  }

  private static void awaitSome(TimedVisits visits, long since) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> visits.goodSince(since) > 200);
  }

  private static long now() {
    return System.nanoTime();
  }

  private static long later(long moment, Duration by) {
    return moment + by.toNanos();
  }

  @Test
  void namesAreAtTheOtherServerWithinASecondWhenTheirServerIsKilled() throws Exception {
    ServerCluster.Node third = cluster.node();
    try (NgrokClient client = client();
        TimedVisits there = new TimedVisits();
        TimedVisits elsewhere = new TimedVisits()) {
      await().atMost(PATIENCE).until(() -> connecting.reserve.isPresent());
      boolean isSecond = connecting.reserve.equals(Optional.of(second.clientAddr()));
      ServerCluster.Node reserve = isSecond ? second : third;
      ServerCluster.Node other = isSecond ? third : second;
      List<String> urls = urls(client);
      there.begin(2, "named.localhost", reserve.http());
      elsewhere.begin(2, urls.get(0), other.http());
      elsewhere.begin(2, urls.get(1), other.http());
      awaitSome(elsewhere, now());
      awaitSome(there, now());

      long killed = now();
      first.signal("KILL");
      awaitSome(elsewhere, later(killed, Duration.ofSeconds(1)));
      awaitSome(there, later(killed, Duration.ofSeconds(1)));
      elsewhere.stop();
      there.stop();

      System.out.printf(
          "Killed: first answers after %d and %d ms; failed %s %s%n",
          elsewhere.firstGoodAfter(killed).toMillis(),
          there.firstGoodAfter(killed).toMillis(),
          elsewhere.failuresSince(killed),
          there.failuresSince(killed));
      assertThat(elsewhere.firstGoodAfter(killed)).isLessThan(SLOW_MACHINE);
      assertThat(there.firstGoodAfter(killed)).isLessThan(SLOW_MACHINE);
      long aSecondLater = later(killed, Duration.ofSeconds(1));
      assertThat(elsewhere.failuresSince(aSecondLater)).isEmpty();
      assertThat(there.failuresSince(aSecondLater)).isEmpty();
      assertThat(urls(client)).isEqualTo(urls);
      assertThat(connecting.times).as("it was never away").hasValue(1);
      awaitReserve(other);
    }
  }

  @Test
  void noRequestFailsWhenAServerEndsInOrder() throws Exception {
    ServerCluster.Node third = cluster.node();
    try (NgrokClient client = client();
        VisitorLoad load = new VisitorLoad()) {
      await().atMost(PATIENCE).until(() -> connecting.reserve.isPresent());
      List<String> urls = urls(client);
      load.http(2, urls.get(0), second.http());
      load.http(2, urls.get(1), third.http());
      reach(load, 1000);

      first.signal("TERM");
      assertThat(first.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      reach(load, load.done() + 1000);
      load.stop();

      assertThat(load.failures()).isEmpty();
      assertThat(first.hasLine("1 of 1 clients have gone to other servers")).isTrue();
      assertThat(urls(client)).isEqualTo(urls);
      assertThat(connecting.times).as("it was never away").hasValue(1);
    }
  }

  private static void reach(VisitorLoad load, int requests) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> load.done() >= requests || !load.failures().isEmpty());
  }

  @Test
  void namesGoToTheOtherServerWhenTheirsIsFrozenAndVisitorsWaitForIt() throws Exception {
    try (NgrokClient client = client();
        TimedVisits visits = new TimedVisits()) {
      awaitReserve(second);
      List<String> urls = urls(client);
      visits.begin(2, "named.localhost", second.http());
      awaitSome(visits, now());

      assertThat(second.hasLine("No reserve any more")).isFalse();
      long stopped = now();
      first.signal("STOP");
      await().atMost(PATIENCE).until(() -> second.hasLine("No reserve any more"));
      awaitSome(visits, later(now(), Duration.ofSeconds(1)));
      first.signal("CONT");
      long goesOn = now();
      awaitSome(visits, later(goesOn, Duration.ofSeconds(1)));
      visits.stop();

      System.out.printf(
          "Stopped: longest %d ms; failed %s%n",
          visits.longestSince(stopped).toMillis(), visits.failuresSince(stopped));
      long frozen = later(stopped, Duration.ofMillis(500));
      assertThat(visits.failuresSince(frozen)).isEmpty();
      assertThat(visits.longestSince(stopped)) // who was under way is not among them
          .isLessThan(SLOW_MACHINE.plusSeconds(5));
      assertThat(urls(client)).isEqualTo(urls);
      assertThat(connecting.times).as("it was never away").hasValue(1);
      awaitReserve(first);
    }
  }
}
