package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/** What becomes of a name while the engine has not answered yet. */
class ClaimsUnderWayTest {
  private static final PublicUrl URL = new PublicUrl(TunnelProtocol.HTTP, "www.example.com");
  private static final String NAME = URL.key();

  private final AtomicLong nanos = new AtomicLong();
  private final MapEngine engine = new MapEngine();
  private final Lease lease = new Lease(Duration.ofHours(1), nanos::get);
  private final ClusterDirectory directory =
      new ClusterDirectory(
          engine,
          lease,
          new Together.Own(
              new Pledges(Duration.ofHours(1), nanos::get),
              new Taken(Duration.ofHours(1), nanos::get)));
  private final NotingHolder ada = new NotingHolder("ada");
  private final NotingHolder bob = new NotingHolder("bob");

  @BeforeEach
  void join() {
    live("a");
  }

  private void live(String node) {
    lease.granted(node, lease.now());
  }

  private Claim claimed(Holder holder) {
    return directory.claim(URL, holder).getNow().orElseThrow();
  }

  private void aLeaseLater() {
    pass(3_700);
    directory.takenOver().look();
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void nameIsNotClaimedAnewWhileItIsAskedFor() {
    Claim claim = claimed(ada);
    live("b");
    engine.isSlow = true;
    CompletableFuture<Void> first = directory.claimAnew("b");

    CompletableFuture<Void> renewal = directory.claimAnew("b");

    assertThat(engine.claims).isEqualTo(2);
    engine.answerBackwards();
    assertThat(first).isDone();
    assertThat(renewal).isDone();
    assertThat(claim.isHeld()).isTrue();
  }

  @Test
  void nameThatCouldNotBeClaimedAnewIsWithTheNextRenewal() {
    Claim claim = claimed(ada);
    live("b");
    engine.isAway = true;
    directory.claimAnew("b").join();
    assertThat(claim.isHeld()).isFalse();

    engine.isAway = false;
    directory.claimAnew("b").join();

    assertThat(claim.isHeld()).isTrue();
  }

  @Test
  void ofTwoAnswersTheGreaterEpochCounts() {
    Grant grant = new Grant(URL, ada, "owner", lease);

    assertThat(grant.granted("a", 8)).isTrue();
    assertThat(grant.granted("a", 7)).isTrue();

    assertThat(grant.epoch()).isEqualTo(8);
  }

  @Test
  void nameThatIsGivenBackWhileItIsClaimedAnewIsFreeAfterwards() {
    Claim claim = claimed(ada);
    live("b");
    engine.isSlow = true;
    CompletableFuture<Void> again = directory.claimAnew("b");
    engine.isSlow = false;
    var unused = directory.release(claim); // by the epoch before: it does nothing
    engine.answerBackwards();
    assertThat(again).isDone();
    assertThat(engine.names).containsKey(NAME);

    directory.settleDoubts("b");

    assertThat(engine.names).isEmpty();
    assertThat(ada.closed).isEmpty();
  }

  /** The claim in doubt is why the newcomer is refused; when he has gone it is still in doubt. */
  @Test
  void doubtStaysWhileANewcomerWaitsForTheName() {
    engine.isAway = true;
    assertThat(directory.claim(URL, ada).cause()).hasMessage("away");
    engine.isAway = false;
    pass(60);
    engine.isSlow = true;
    Future<Optional<Claim>> newcomer = directory.claim(URL, bob);
    engine.isSlow = false;

    directory.settleDoubts("a");
    engine.answerBackwards();

    assertThat(newcomer.getNow()).isEmpty();
    assertThat(engine.names).containsKey(NAME);
    directory.settleDoubts("a");
    assertThat(engine.names).as("another server may serve it").containsKey(NAME);
    aLeaseLater();
    assertThat(engine.names).isEmpty();
  }

  @Test
  void claimThatIsDoneLongAfterItWasAskedForIsGivenBack() {
    engine.isAway = true;
    assertThat(directory.claim(URL, ada).cause()).hasMessage("away");
    engine.isAway = false;
    engine.names.clear(); // it was not done yet
    directory.settleDoubts("a");

    pass(10);
    var unused = engine.claim(new Wish(NAME, URL.toString(), "ada's", "a"));
    directory.settleDoubts("a");
    assertThat(engine.names).as("another server may serve it").containsKey(NAME);
    aLeaseLater();

    assertThat(engine.names).isEmpty();
  }

  @Test
  void nameThatThisServerIsToldToHaveForNobodyIsGivenBack() {
    long epoch =
        engine.claim(new Wish(NAME, URL.toString(), "x", "a")).join().orElseThrow().epoch();

    directory.held(new Held(NAME, URL.toString(), "a", epoch));
    directory.settleDoubts("a");
    assertThat(engine.names).as("another server may serve it").containsKey(NAME);
    aLeaseLater();

    assertThat(engine.names).isEmpty();
  }

  /** Others send visitors by the epoch that they were told. */
  @Test
  void epochOfAClaimThatWasDoneLateIsTheOneThatCounts() {
    Claim claim = claimed(ada);

    directory.held(new Held(NAME, URL.toString(), "a", claim.epoch() + 1));

    assertThat(directory.isHeld(NAME, claim.epoch() + 1)).isTrue();
    assertThat(directory.isHeld(NAME, claim.epoch())).isFalse();
  }

  @Test
  void whatVisitorsHaveBegunGoesOnUnlessTheNameMayBeOthers() {
    Claim moved = claimed(ada);
    directory.held(new Held(NAME, URL.toString(), "b", moved.epoch() + 1));
    assertThat(moved.isHeld()).isFalse();
    assertThat(moved.hold().mayGoOn()).as("its client is elsewhere").isTrue();
    var unused = directory.release(moved);
    engine.names.clear();

    Claim lost = claimed(bob);
    pass(7200);
    assertThat(lost.hold().mayGoOn()).as("its lease is in doubt").isFalse();
    directory.held(new Held(NAME, URL.toString(), "b", lost.epoch() + 1));
    live("c");
    assertThat(lost.hold().mayGoOn()).as("it is others'").isFalse();
  }
}
