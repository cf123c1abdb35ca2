package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.Detour;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OwnPostgres;

/** The database of accounts, by which servers agree, takes two seconds for each answer. */
class PostgresSlowIT {
  private static final Duration SLOW = Duration.ofSeconds(2);
  private static final Duration LONG = ClusterOptions.LEASE.multipliedBy(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Of two visits each tenth of a second, on a busy machine. */
  private static final int MOST_SELDOM = 40;

  private final List<AutoCloseable> open = new ArrayList<>();
  private Detour way;
  private ClusterScene scene;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    OwnPostgres postgres = OwnPostgres.start().orElse(null);
    assumeTrue(postgres != null, "PostgreSQL is not installed");
    open.add(postgres);
    URI url = URI.create(postgres.url().substring("jdbc:".length()));
    way = new Detour(url.getPort());
    open.add(way);
    String slow = postgres.url().replace(":" + url.getPort() + "/", ":" + way.port() + "/");
    TeamsOptions.Database database =
        new TeamsOptions.Database(Optional.of(slow), OwnPostgres.USER, "");
    scene = ClusterScene.by(database, ClusterScene.newToken(database), directory).withUsualLease();
    open.add(scene);
  }

  @AfterEach
  void end() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void namesStayAndNewOnesAndNewClientsCome() throws Exception {
    ClusterScene.Node one = scene.node();
    ClusterScene.Node other = scene.node();
    try (LocalService service = LocalService.mirror();
        Visits visits = new Visits(one, other)) {
      OldSession client = one.client("");
      OldSession second = other.client("");
      client.tunnel("http", "web", 0);
      scene.serve(client, service.port());
      await().atMost(PATIENCE).until(() -> one.serves("web") && other.serves("web"));
      visits.begin();

      way.delay(SLOW);
      assertThat(second.refusal("http", "new", 0)).isEmpty();
      scene.serve(second, service.port());
      await().atMost(PATIENCE).until(() -> one.serves("new") && other.serves("new"));
      OldSession newcomer = other.client("");
      assertThat(newcomer.refusal("http", "newer", 0)).isEmpty();

      await().atMost(PATIENCE).until(() -> visits.last(LONG));
      assertThat(visits.unserved()).isEmpty();
      assertThat(visits.served()).isGreaterThan(MOST_SELDOM);
    }
  }

  /** To one name at both servers, all the time. */
  private static final class Visits implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Queue<String> unserved = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private final List<ClusterScene.Node> nodes;
    private volatile long began;

    Visits(ClusterScene.Node... nodes) {
      this.nodes = List.of(nodes);
    }

    void begin() {
      began = System.nanoTime();
      var unused =
          thread.scheduleWithFixedDelay(this::visit, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void visit() {
      for (ClusterScene.Node node : nodes) {
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        try {
          if (node.serves("web")) {
            served.incrementAndGet();
          } else {
            unserved.add("not served at " + node.address + " after " + seconds + " s");
          }
        } catch (IOException | RuntimeException | AssertionError e) {
          unserved.add(e + " at " + node.address + " after " + seconds + " s");
        }
      }
    }

    boolean last(Duration length) {
      return System.nanoTime() - began >= length.toNanos();
    }

    int served() {
      return served.get();
    }

    List<String> unserved() {
      return List.copyOf(unserved);
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }
  }
}
