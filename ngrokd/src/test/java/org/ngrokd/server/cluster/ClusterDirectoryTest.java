package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.PublicUrl;

/** What becomes of names while nodes come and go; the engine is a map here. */
class ClusterDirectoryTest {
  private static final PublicUrl URL = new PublicUrl(TunnelProtocol.HTTP, "www.example.com");
  private static final String NAME = URL.key();

  private static final Duration LEASE = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong();
  private final MapEngine engine = new MapEngine();
  private final Lease lease = new Lease(LEASE, nanos::get);
  private final Pledges pledges = new Pledges(LEASE, nanos::get);
  private final Taken taken = new Taken(LEASE, nanos::get);
  private final ClusterDirectory directory =
      new ClusterDirectory(engine, lease, new Together.Own(pledges, taken));
  private final NotingHolder ada = new NotingHolder("ada");
  private final NotingHolder bob = new NotingHolder("bob");

  @BeforeEach
  void join() {
    lease.granted("a", lease.now());
  }

  private void aLeaseLater() {
    nanos.addAndGet(LEASE.plus(TakenOver.UNHEARD).toNanos());
    directory.takenOver().look();
  }

  private Optional<Claim> claim(Holder holder) {
    return directory.claim(URL, holder).getNow();
  }

  @Test
  void nameIsHeldByItsEpochAlone() {
    Claim claim = claim(ada).orElseThrow();

    assertThat(claim.isHeld()).isTrue();
    assertThat(directory.isHeld(NAME, claim.epoch())).isTrue();
    assertThat(directory.isHeld(NAME, claim.epoch() - 1)).isFalse();
    assertThat(directory.isHeld(NAME, claim.epoch() + 1)).isFalse();
    assertThat(claim(bob)).isEmpty();
    assertThat(directory.locate(URL).getNow()).contains(ada);
  }

  @Test
  void nothingIsClaimedByWhoIsNotSureToBeInTheCluster() {
    lease.ended();

    assertThat(directory.claim(URL, ada).cause()).isInstanceOf(EngineException.class);
    assertThat(engine.names).isEmpty();
  }

  @Test
  void nameThatItsOwnerHasTakenToAnotherServerIsNotServedAnyMore() {
    Claim claim = claim(ada).orElseThrow();

    directory.held(new Held(NAME, URL.toString(), "b", claim.epoch() + 1));

    assertThat(claim.isHeld()).isFalse();
    assertThat(ada.closed).containsExactly("whole");
    assertThat(claim(bob)).as("its tunnel is still being closed").isEmpty();
    var unused = directory.release(claim);
    assertThat(directory.locate(URL).getNow()).isEmpty();
  }

  /** Of neither was this server told. */
  @Test
  void nameThatItsOwnerHasTakenToAnotherServerAndGivenBackThereIsNotServedAnyMore() {
    Claim claim = claim(ada).orElseThrow();
    PublicUrl other = new PublicUrl(TunnelProtocol.HTTP, "kept.example.com");
    Claim kept = directory.claim(other, bob).getNow().orElseThrow();
    engine.names.remove(NAME);

    directory.lookWhoHasThem().join();

    assertThat(claim.isHeld()).isFalse();
    assertThat(ada.closed).containsExactly("whole");
    assertThat(kept.isHeld()).isTrue();
    assertThat(bob.closed).isEmpty();
  }

  @Test
  void newsOfOneselfAndOldNewsChangeNothing() {
    Claim claim = claim(ada).orElseThrow();

    directory.held(new Held(NAME, URL.toString(), "a", claim.epoch() + 1));
    directory.held(new Held(NAME, URL.toString(), "b", claim.epoch() - 1));

    assertThat(claim.isHeld()).isTrue();
    assertThat(ada.closed).isEmpty();
  }

  @Test
  void anotherLifeHasTheNamesThatNobodyElseHasGot() {
    Claim claim = claim(ada).orElseThrow();
    PublicUrl lost = new PublicUrl(TunnelProtocol.HTTP, "lost.example.com");
    Claim other = directory.claim(lost, bob).getNow().orElseThrow();
    engine.names.put(lost.key(), new Wish(lost.key(), lost.toString(), "somebody", "b"));

    lease.granted("c", lease.now());
    assertThat(claim.isHeld()).isFalse();
    directory.claimAnew("c").join();

    assertThat(claim.isHeld()).isTrue();
    assertThat(directory.isHeld(NAME, claim.epoch())).as("by another epoch").isFalse();
    assertThat(ada.closed).isEmpty();
    assertThat(other.isHeld()).isFalse();
    assertThat(bob.closed).containsExactly(lost.toString());
  }

  @Test
  void whatWasPerhapsClaimedIsGivenBack() {
    engine.isAway = true;
    assertThat(directory.claim(URL, ada).cause()).hasMessage("away");
    assertThat(engine.names).containsKey(NAME);

    engine.isAway = false;
    directory.settleDoubts("a");
    assertThat(engine.names).as("another server may serve it for ada").isNotEmpty();
    aLeaseLater();

    assertThat(engine.names).isEmpty();
    join();
    assertThat(claim(bob)).isPresent();
  }

  @Test
  void whatCouldNotBeGivenBackIsLater() {
    Claim claim = claim(ada).orElseThrow();
    Map<String, Wish> before = Map.copyOf(engine.names);
    engine.isAway = true;
    assertThat(directory.release(claim).isSuccess()).isFalse();
    engine.names.putAll(before); // it was not done
    engine.epochs.put(NAME, claim.epoch());

    engine.isAway = false;
    directory.settleDoubts("a");

    assertThat(engine.names).isEmpty();
  }

  @Test
  void nameThatWasAtAnotherServerIsGivenBackWhenThatOneHasLetItGo() {
    engine.from = Optional.of("b");
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    List<Held> asked = new ArrayList<>();
    directory
        .takenOver()
        .by(
            (node, newer) -> {
              asked.add(newer);
              return answer;
            });
    Claim claim = claim(ada).orElseThrow();

    assertThat(directory.release(claim).isSuccess()).isTrue();
    assertThat(asked).containsExactly(new Held(NAME, URL.toString(), "a", claim.epoch()));
    assertThat(claim(bob)).as("the other one may serve it for ada").isEmpty();
    answer.complete(true);

    assertThat(claim(bob)).isPresent();
  }

  @Test
  void nameThatWasAtAServerWhichSaysNothingIsGivenBackALeaseLater() {
    engine.from = Optional.of("b");
    directory.takenOver().by((node, newer) -> new CompletableFuture<>());
    var unused = directory.release(claim(ada).orElseThrow());
    assertThat(claim(bob)).isEmpty();

    aLeaseLater();
    join();

    assertThat(claim(bob)).isPresent();
  }

  @Test
  void nameThatWasAtAnotherServerIsItsOwnersAgainAtOnce() {
    engine.from = Optional.of("b");
    var unused = directory.release(claim(ada).orElseThrow());
    engine.from = Optional.empty();

    Claim again = claim(ada).orElseThrow();
    aLeaseLater();
    join();

    assertThat(again.isHeld()).isTrue();
    assertThat(engine.names).containsKey(NAME);
  }

  @Test
  void nameThatWasAtAServerWhichIsGoneIsGivenBackAtOnce() {
    engine.from = Optional.of("b");
    Claim claim = claim(ada).orElseThrow();

    directory.takenOver().gone("b");
    var unused = directory.release(claim);

    assertThat(claim(bob)).isPresent();
  }

  @Test
  void serverHasLetGoOfANameWhenItIsAskedUnlessItWasTakenOverThereLately() {
    Claim claim = claim(ada).orElseThrow();
    Held newer = new Held(NAME, URL.toString(), "b", claim.epoch() + 1);

    assertThat(directory.hasLetGo(newer)).isTrue();
    assertThat(claim.isHeld()).isFalse();

    directory.takenOver().add(newer, "c");
    assertThat(directory.hasLetGo(newer)).isFalse();
    aLeaseLater();
    assertThat(directory.hasLetGo(newer)).isTrue();
  }

  @Test
  void pagesOfItsOwnAreEachServersAndNoClientsName() {
    assertThat(claim(Holder.SETTLED)).isPresent();

    assertThat(engine.names).isEmpty();
    assertThat(claim(bob)).isEmpty();
  }
}
