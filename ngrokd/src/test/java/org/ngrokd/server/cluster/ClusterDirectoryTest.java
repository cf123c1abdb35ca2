package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

  private final MapEngine engine = new MapEngine();
  private final Lease lease = new Lease(Duration.ofSeconds(10), System::nanoTime);
  private final Pledges pledges = new Pledges(Duration.ofSeconds(10), System::nanoTime);
  private final Taken taken = new Taken(Duration.ofSeconds(10), System::nanoTime);
  private final ClusterDirectory directory =
      new ClusterDirectory(engine, lease, new Together.Own(pledges, taken));
  private final NotingHolder ada = new NotingHolder("ada");
  private final NotingHolder bob = new NotingHolder("bob");

  @BeforeEach
  void join() {
    lease.granted("a", lease.now());
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

    assertThat(engine.names).isEmpty();
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
  void pagesOfItsOwnAreEachServersAndNoClientsName() {
    assertThat(claim(Holder.SETTLED)).isPresent();

    assertThat(engine.names).isEmpty();
    assertThat(claim(bob)).isEmpty();
  }
}
