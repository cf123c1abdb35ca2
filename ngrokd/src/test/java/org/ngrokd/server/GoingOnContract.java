package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.testing.LocalService;

/**
 * What several servers agree by does not answer: tunnels go on where that is so for all of them,
 * and nowhere else.
 */
abstract class GoingOnContract {
  private static final Duration AWAY = ClusterScene.LEASE.multipliedBy(3);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private ClusterScene scene;

  /** Begins what they agree by. */
  abstract ClusterScene scene(Path directory);

  /** Ends it. */
  abstract void end() throws IOException;

  /** Nothing of it runs, but its connections stay. */
  abstract void stop();

  abstract void goOn();

  /** Its processes are gone at once. */
  abstract void kill();

  /** They are started again. */
  abstract void restart();

  /** A server that can be {@link #cut} off from it. */
  abstract ClusterScene.Node byDetour(ClusterScene scene) throws IOException;

  /** Nothing passes by the detour any more, and nothing breaks. */
  abstract void cut();

  @BeforeEach
  void start(@TempDir Path directory) {
    scene = scene(directory);
  }

  @AfterEach
  void close() throws IOException {
    try {
      scene.close();
    } finally {
      end();
    }
  }

  private static void areServed(Duration length, ClusterScene.Node... nodes) throws IOException {
    long until = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - until < 0) {
      for (ClusterScene.Node node : nodes) {
        assertThat(node.serves("web")).isTrue();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Test
  void tunnelsAreServedAtEachServerWhileTheEngineIsStopped() throws Exception {
    areServedWhileItIsAway(this::stop, this::goOn);
  }

  @Test
  void tunnelsAreServedAtEachServerWhileTheEngineIsDead() throws Exception {
    areServedWhileItIsAway(this::kill, this::restart);
  }

  private void areServedWhileItIsAway(Runnable goes, Runnable comes) throws Exception {
    ClusterScene.Node one = scene.node();
    ClusterScene.Node other = scene.node();
    try (LocalService service = LocalService.mirror()) {
      OldSession client = one.client("");
      OldSession newcomer = other.client("");
      client.tunnel("http", "web", 0);
      scene.serve(client, service.port());
      areServed(PAUSE, one, other);

      goes.run();
      try {
        areServed(AWAY, one, other);
        assertThat(newcomer.refusal("http", "new", 0)).contains("try again");
      } finally {
        comes.run();
      }

      areServed(ClusterScene.LEASE, one, other);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> other.client("").refusal("http", "new" + System.nanoTime(), 0).isEmpty());
      areServed(ClusterScene.LEASE, one, other);
      client.control().sendSplit(OldSession.PING); // it is the same that was there before
      String answer = client.control().expectSplitMessage();
      while (answer.equals(OldSession.REQ_PROXY)) {
        answer = client.control().expectSplitMessage();
      }
      assertThat(answer).isEqualTo(OldSession.PONG);
    }
  }

  @Test
  void serverThatAloneDoesNotReachTheEngineStopsServingWithinItsLease() throws Exception {
    ClusterScene.Node other = scene.node();
    ClusterScene.Node alone = byDetour(scene);
    try (LocalService service = LocalService.mirror()) {
      OldSession client = alone.client("");
      client.tunnel("http", "web", 0);
      scene.serve(client, service.port());
      areServed(PAUSE, alone, other);

      long cutAt = System.nanoTime();
      cut();

      AtomicLong lastServed = new AtomicLong(cutAt);
      await()
          .atMost(PATIENCE)
          .pollInterval(PAUSE)
          .until(
              () -> {
                long asked = System.nanoTime();
                boolean isServed = alone.serves("web");
                lastServed.updateAndGet(before -> isServed ? asked : before);
                return !isServed;
              });
      assertThat(Duration.ofNanos(lastServed.get() - cutAt)).isLessThan(ClusterScene.LEASE);
      await().atMost(PATIENCE).until(() -> other.client("").refusal("http", "web", 0).isEmpty());
      assertThat(alone.serves("web")).isFalse();
    }
  }
}
