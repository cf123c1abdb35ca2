package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.cluster.VirtualWorld.Rule;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.PublicUrl;

/**
 * A server in a {@link VirtualWorld}: its lease, promises, names and the way it goes on with others
 * are those of real ones; only what turns it is not a thread.
 */
final class VirtualNode implements Engine {
  static final Duration LEASE = Duration.ofSeconds(10);
  private static final byte[] AGREED = PeerWord.Answer.yes(new Taken.News(0, List.of())).write();
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);
  private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(500);

  final int place;
  final ClusterDirectory directory;
  private boolean hasMissed;
  private final VirtualWorld world;
  private final String address;
  private final double rate;
  private final Lease lease = new Lease(LEASE, this::nanos);
  private final Pledges pledges = new Pledges(LEASE, this::nanos);
  private final Taken taken = new Taken(LEASE, this::nanos);
  private final Roll roll = new Roll();
  private final Burials burials = new Burials(LEASE, this::nanos);
  private final Together together;
  private final Map<String, long[]> pulses = new HashMap<>();
  private final List<Claim> claims = new ArrayList<>();
  private Optional<String> id = Optional.empty();
  private boolean isDead;
  private long pausedUntil;

  VirtualNode(VirtualWorld world, int place, String address) {
    this.world = world;
    this.place = place;
    this.address = address;
    this.rate = 0.95 + world.random.nextDouble() / 10; // each clock has its own pace
    Together.Own own = new Together.Own(pledges, taken);
    this.directory = new ClusterDirectory(this, lease, own);
    directory
        .takenOver()
        .by(
            (node, newer) ->
                world.ask(
                    this, node, other -> other.isCalled(node) && other.directory.hasLetGo(newer)));
    this.together =
        new Together(
            lease,
            roll,
            own,
            directory::taken,
            (node, question) ->
                world.keeps(Rule.ALL_AGREE)
                    ? world.ask(this, node.id(), other -> other.answer(question))
                    : CompletableFuture.completedFuture(AGREED));
  }

  private long nanos() {
    return (long) (world.now() * rate);
  }

  void begin() {
    turn();
    look();
    visit();
  }

  void kill() {
    isDead = true;
  }

  void pause(long nanos) {
    pausedUntil = world.now() + nanos;
  }

  /** Does something when it runs. */
  void does(Runnable what) {
    if (isDead) {
      return;
    }
    if (world.now() < pausedUntil) {
      world.after(pausedUntil - world.now(), () -> does(what));
    } else {
      what.run();
    }
  }

  void later(long nanos, Runnable what) {
    world.after(nanos, () -> does(what));
  }

  boolean isCalled(String node) {
    return id.filter(node::equals).isPresent();
  }

  byte[] answer(byte[] question) {
    byte[] answer = together.answer(question);
    if (!world.keeps(Rule.WORD_IS_KEPT)) {
      pledges.free(PeerWord.readQuestion(question).from());
    }
    PeerWord.Answer said = PeerWord.readAnswer(answer);
    return world.keeps(Rule.NEWS_WITH_THE_WORD) || !said.isGiven()
        ? answer
        : PeerWord.Answer.yes(new Taken.News(said.last(), List.of())).write();
  }

  /** What it serves, at this moment. */
  List<Claim> held() {
    return isDead || world.now() < pausedUntil
        ? List.of()
        : claims.stream().filter(Claim::isHeld).toList();
  }

  private NodeCard card(String node) {
    return new NodeCard(node, address, 0, false);
  }

  private void look() {
    together.look();
    directory.takenOver().look();
    later(AGAIN, this::look);
  }

  private void turn() {
    if (id.isEmpty()) {
      String node = "%016x".formatted(world.random.nextLong() & Long.MAX_VALUE);
      long asked = lease.now();
      var unused =
          join(card(node), LEASE)
              .whenComplete(
                  (done, failure) -> {
                    if (failure == null) {
                      id = Optional.of(node);
                      roll.begin();
                      var unused2 = lease.granted(node, asked);
                      together.begin(node);
                    }
                    later(failure == null ? 0 : AGAIN, this::turn);
                  });
      return;
    }
    Set<String> known = roll.ids();
    long asked = lease.now();
    String node = id.get();
    var unused =
        renew(card(node), known, LEASE)
            .whenComplete(
                (lives, failure) -> {
                  if (failure != null) {
                    later(AGAIN, this::turn);
                  } else if (lives.isEmpty()) {
                    lease.ended();
                    id = Optional.empty();
                    turn();
                  } else {
                    renewed(node, lives, known, asked);
                  }
                });
  }

  private void renewed(String node, List<Life> lives, Set<String> known, long asked) {
    roll.answered(lives, world.keeps(Rule.KNOWING_IS_TOLD) ? known : Set.of(node));
    boolean counts = lease.granted(node, asked);
    if (counts) {
      together.engineAnswers();
    }
    if (world.keeps(Rule.DEAD_GET_NO_WORD)) {
      pledges.keep(roll.ids());
    }
    burials.due(lives.stream().map(life -> seen(life, node)).toList(), card(node)).stream()
        .filter(dead -> pledges.buries(dead.id()))
        .forEach(
            dead -> {
              var unused = bury(dead);
              if (!world.keeps(Rule.DEAD_GET_NO_WORD)) {
                pledges.keep(Set.of());
              }
            });
    var unused = directory.claimAnew(node);
    directory.settleDoubts(node);
    if (hasMissed) {
      hasMissed = false;
      catchUp();
    }
    Set<String> all = new HashSet<>();
    lives.forEach(life -> all.add(life.id()));
    later(!all.equals(known) ? 0 : counts ? PAUSE : AGAIN, this::turn);
  }

  /** As a real engine's side of it does. */
  private Life seen(Life life, String self) {
    long[] pulse = pulses.computeIfAbsent(life.id(), key -> new long[] {-1, 0});
    if (pulse[0] != life.version()) {
      pulse[0] = life.version();
      pulse[1] = nanos();
    }
    Set<String> knows = new HashSet<>(life.knows());
    if (!world.keeps(Rule.BURIED_BY_THE_KNOWN)) {
      knows.add(self);
    }
    return new Life(life.card(), knows, life.version(), nanos() - pulse[1] >= LEASE.toNanos());
  }

  /** Clients come and go. */
  private void visit() {
    if (world.random.nextInt(3) > 0) {
      PublicUrl url =
          new PublicUrl(TunnelProtocol.HTTP, "n" + world.random.nextInt(3) + ".example");
      Future<Optional<Claim>> claiming =
          directory.claim(url, new Client("c" + world.random.nextInt(3)));
      claiming.addListener(
          (Future<Optional<Claim>> done) -> {
            if (done.isSuccess()) {
              done.getNow().ifPresent(claims::add);
            }
          });
    } else if (!claims.isEmpty() && world.random.nextInt(4) == 0) {
      release(claims.get(world.random.nextInt(claims.size())));
    }
    later(world.millis(100, 4_000), this::visit);
  }

  private void release(Claim claim) {
    claims.remove(claim);
    var unused = directory.release(claim);
  }

  /** One that goes when it is closed. */
  private final class Client extends NotingHolder {
    Client(String name) {
      super(name);
    }

    @Override
    public Future<Void> close(String reason) {
      later(
          0,
          () ->
              List.copyOf(claims).stream()
                  .filter(claim -> claim.holder() == this)
                  .forEach(VirtualNode.this::release));
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }

    @Override
    public Future<Boolean> close(PublicUrl url, String reason) {
      var unused = close(reason);
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
    }
  }

  @Override
  public CompletableFuture<Void> join(NodeCard node, Duration length) {
    return world.engine(this, () -> world.join(node)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration length) {
    return world.engine(this, () -> world.renew(node, knows));
  }

  @Override
  public CompletableFuture<Void> bury(Life seen) {
    return world.engine(this, () -> world.bury(seen)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<Optional<Given>> claim(Wish wish) {
    return world.engine(this, () -> world.claim(wish));
  }

  @Override
  public CompletableFuture<Void> release(String name, long epoch) {
    return world.engine(this, () -> world.release(name, epoch)).thenAccept(done -> {});
  }

  @Override
  public CompletableFuture<List<Held>> locate(Collection<String> names) {
    Set<String> wanted = Set.copyOf(names);
    return world.engine(this, () -> world.locate(wanted));
  }

  @Override
  public CompletableFuture<List<Held>> list(String beginning) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<NodeCard>> nodes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Void> leave(String node) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> keep(String what, String value) {
    throw new UnsupportedOperationException();
  }

  /** It is not told of a change, which it notices. */
  void misses() {
    hasMissed = true;
    long miss = lease.missed();
    if (!world.keeps(Rule.CAUGHT_UP_FIRST)) {
      lease.caughtUp(miss);
    }
  }

  private void catchUp() {
    long miss = lease.missed();
    if (!world.keeps(Rule.CAUGHT_UP_FIRST)) {
      lease.caughtUp(miss);
    }
    var unused =
        directory
            .lookWhoHasThem()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    lease.caughtUp(miss);
                  } else {
                    hasMissed = true;
                  }
                });
  }

  @Override
  public CompletableFuture<Void> remember(Map<String, String> values) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Map<String, String>> recall(Collection<String> names) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void watch(Changes changes) {}

  @Override
  public void close() {}
}
