package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;

/** A server as a node, and what it is told of itself. */
class MembershipTest {
  /** Renewals come every 15 s: none in a test. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final MapEngine engine = new MapEngine();
  private final Lease lease = new Lease(LEASE, System::nanoTime);
  private final Pledges pledges = new Pledges(LEASE, System::nanoTime);
  private final Together.Own own = new Together.Own(pledges, new Taken(LEASE, System::nanoTime));
  private final Roll roll = new Roll();
  private final ClusterDirectory directory = new ClusterDirectory(engine, lease, own);
  private final Membership membership =
      new Membership(
          engine,
          new Standing(
              lease,
              roll,
              pledges,
              new Together(lease, roll, own, name -> {}, (node, asked) -> none())),
          directory,
          id -> new NodeCard(id, "127.0.0.1:1", 0, false));

  private static CompletableFuture<byte[]> none() {
    return CompletableFuture.failedFuture(new IllegalStateException("nobody else is there"));
  }

  @AfterEach
  void close() {
    membership.close();
  }

  @Test
  void serverThatComesWhileTheEngineDoesNotAnswerWaitsForIt() {
    engine.isAway = true;
    CompletableFuture<Void> started = CompletableFuture.runAsync(membership::start);
    await().until(() -> engine.joins.get() > 1);
    assertThat(started).isNotDone();

    engine.isAway = false;

    assertThat(started).succeedsWithin(Duration.ofSeconds(20));
    assertThat(lease.holds(membership.node().orElseThrow())).isTrue();
  }

  @Test
  void nodeThatIsToldThatItIsGoneServesNothingAndBeginsAnotherLifeAtOnce() {
    membership.start();
    String first = membership.node().orElseThrow();
    engine.isGone = true;

    membership.gone(first);

    assertThat(lease.holds(first)).isFalse();
    await()
        .atMost(LEASE.dividedBy(6))
        .until(() -> lease.node().filter(node -> !node.equals(first)).isPresent());
  }

  @Test
  void serverThatEndsLeavesItsNamesToOthersAtOnce() {
    membership.start();

    membership.close();

    assertThat(engine.left).containsExactly(lastNode());
  }

  @Test
  void serverThatEndsWhileAnotherOneMayServeANameOfItsDoesNotLeaveBeforeTheLeaseEnds() {
    membership.start();
    int renewals = engine.renewals.get();
    directory.takenOver().add(new Held("http://www", "http://www:80", lastNode(), 7), "other");

    membership.close();

    assertThat(engine.left).isEmpty();
    assertThat(engine.renewals.get()).isEqualTo(renewals + 1);
  }

  @Test
  void serverThatEndsLeavesWhenTheOtherOneSaysThatItHasLetGo() {
    membership.start();
    directory.takenOver().by((node, newer) -> CompletableFuture.completedFuture(true));
    directory.takenOver().add(new Held("http://www", "http://www:80", lastNode(), 7), "other");

    membership.close();

    assertThat(engine.left).containsExactly(lastNode());
  }

  private String lastNode() {
    return membership.node().orElseThrow();
  }

  @Test
  void whatIsToldOfOthersChangesNothing() {
    membership.start();
    String first = membership.node().orElseThrow();

    membership.gone("0000000000000abc");

    assertThat(lease.node()).contains(first);
  }
}
