package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
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
  private final ClusterDirectory directory = new ClusterDirectory(engine, lease);
  private final Client ada = new Client("ada");
  private final Client bob = new Client("bob");

  /** A client that notes how it is closed. */
  private static final class Client implements Holder {
    final List<String> closed = new ArrayList<>();
    private final String id;

    Client(String id) {
      this.id = id;
    }

    @Override
    public String identity() {
      return id;
    }

    @Override
    public Future<Boolean> isThere() {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public String account() {
      return "";
    }

    @Override
    public void accountsChanged() {}

    @Override
    public Future<Void> close(String reason) {
      closed.add("whole");
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public Future<Boolean> close(PublicUrl url, String reason) {
      closed.add(url.toString());
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }
  }

  /** Answers at once, or not at all. */
  private static final class MapEngine implements Engine {
    final Map<String, Wish> names = new HashMap<>();
    final Map<String, Long> epochs = new HashMap<>();
    boolean isAway;
    private long last;

    private <T> CompletableFuture<T> answer(Supplier<T> done) {
      T value = done.get(); // nobody knows whether it was done
      return isAway
          ? CompletableFuture.failedFuture(new EngineException("away"))
          : CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletableFuture<OptionalLong> claim(Wish wish) {
      return answer(
          () -> {
            Wish before = names.get(wish.name());
            if (before != null && !before.owner().equals(wish.owner())) {
              return OptionalLong.empty();
            }
            names.put(wish.name(), wish);
            epochs.put(wish.name(), ++last);
            return OptionalLong.of(last);
          });
    }

    @Override
    public CompletableFuture<Void> release(String name, long epoch) {
      return answer(
          () -> {
            if (epochs.remove(name, epoch)) {
              names.remove(name);
            }
            return null;
          });
    }

    @Override
    public CompletableFuture<List<Held>> locate(Collection<String> asked) {
      return answer(
          () ->
              names.entrySet().stream()
                  .filter(each -> asked.contains(each.getKey()))
                  .map(
                      each ->
                          new Held(
                              each.getKey(),
                              each.getValue().url(),
                              each.getValue().node(),
                              epochs.getOrDefault(each.getKey(), 0L)))
                  .toList());
    }

    @Override
    public CompletableFuture<Void> join(NodeCard node, Duration length) {
      return answer(() -> null);
    }

    @Override
    public CompletableFuture<Boolean> renew(NodeCard node, Duration length) {
      return answer(() -> true);
    }

    @Override
    public CompletableFuture<Void> leave(String node) {
      return answer(() -> null);
    }

    @Override
    public CompletableFuture<List<Held>> list(String beginning) {
      return answer(List::of);
    }

    @Override
    public CompletableFuture<List<NodeCard>> nodes() {
      return answer(List::of);
    }

    @Override
    public CompletableFuture<String> keep(String what, String value) {
      return answer(() -> value);
    }

    @Override
    public void watch(Changes changes) {}

    @Override
    public void close() {}
  }

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
