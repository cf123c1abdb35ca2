package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Portions;
import org.ngrokd.server.tunnel.Claim;
import org.ngrokd.server.tunnel.Directory;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.LocalDirectory;
import org.ngrokd.server.tunnel.PublicUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has which name, where several servers agree on that by an {@link Engine}. What this server
 * has is in a map, too: each name there has a {@link Grant}, which is asked for each visitor. Names
 * of the server's own pages are each server's. Safe from any thread.
 */
final class ClusterDirectory implements Directory {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterDirectory.class);

  private static final int AT_ONCE = 500;

  private final Engine engine;
  private final Lease lease;
  private final Together.Own own;
  private final Owners owners = new Owners();
  private final LocalDirectory pages = new LocalDirectory();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final Doubts doubts;
  private final TakenOver takenOver;
  private volatile Function<PublicUrl, CompletableFuture<Optional<Holder>>> elsewhere =
      url -> CompletableFuture.completedFuture(Optional.empty());

  /**
   * @param own what this server has promised others, and what it tells them of its names
   */
  ClusterDirectory(Engine engine, Lease lease, Together.Own own) {
    this.engine = engine;
    this.lease = lease;
    this.own = own;
    this.takenOver = new TakenOver(lease.length(), lease::now, this::giveBack);
    this.doubts = new Doubts(engine, lease::now, grants::get, takenOver);
  }

  @Override
  public Future<Optional<Claim>> claim(PublicUrl url, Holder holder) {
    if (holder == Holder.SETTLED) {
      return pages.claim(url, holder);
    }
    Grant grant = new Grant(url, holder, owners.of(holder), lease);
    boolean isOurs = pages.locate(url).getNow().isPresent();
    if (isOurs || grants.putIfAbsent(url.key(), grant) != null) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(Optional.empty());
    }
    Promise<Optional<Claim>> claimed = ImmediateEventExecutor.INSTANCE.newPromise();
    Optional<String> node = lease.node();
    if (node.isEmpty() || lease.isAway() || own.pledges().isBound()) {
      forget(grant);
      return claimed.setFailure(
          new EngineException("what the servers agree by does not answer at the moment"));
    }
    boolean isFirst = grant.asks();
    assert isFirst;
    var unused =
        engine
            .claim(grant.wish(node.get()))
            .whenComplete(
                (given, failure) -> {
                  grant.answered();
                  if (failure != null) {
                    inDoubt(grant);
                    claimed.setFailure(Causes.of(failure));
                  } else if (given.isEmpty()) {
                    forget(grant);
                    claimed.setSuccess(Optional.empty());
                  } else if (!mayHave(grant, node.get(), given.get())) {
                    inDoubt(grant);
                    claimed.setFailure(
                        new EngineException("what the servers agree by answers too late"));
                  } else if (!grant.granted(node.get(), given.get().epoch())) {
                    forget(grant);
                    doubts.addDone(url.key()); // that another one has it may not be so
                    claimed.setSuccess(Optional.empty());
                  } else {
                    claimed.setSuccess(
                        Optional.of(new Claim(url, holder, given.get().epoch(), grant)));
                  }
                });
    return claimed;
  }

  /**
   * Others are told of it from now on; but those who have this server's word already rely on its
   * having nothing new.
   */
  private boolean mayHave(Grant grant, String node, Given given) {
    Held held = new Held(grant.url().key(), grant.url().toString(), node, given.epoch());
    own.taken().add(held, grant.owner());
    given.takenFrom().ifPresent(from -> takenOver.add(held, from));
    return !own.pledges().isBound();
  }

  private void forget(Grant grant) {
    boolean unused = grants.remove(grant.url().key(), grant);
  }

  /** Nobody knows whether the engine has done it. */
  private void inDoubt(Grant grant) {
    boolean unused = grant.lose();
    String name = grant.url().key();
    own.taken().add(new Held(name, grant.url().toString(), "", 0), grant.owner());
    doubts.addClaim(name);
    forget(grant);
  }

  @Override
  public Future<Void> release(Claim claim) {
    if (!(claim.hold() instanceof Grant grant)) {
      return pages.release(claim);
    }
    boolean isNews = grant.lose(); // to whoever visits it now
    forget(grant);
    if (!isNews) { // it is another server's,
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }
    if (takenOver.leaves(claim.url().key(), grant.epoch())) { // or has to wait for one
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
    }
    Promise<Void> released = ImmediateEventExecutor.INSTANCE.newPromise();
    var unused =
        engine
            .release(claim.url().key(), grant.epoch())
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    released.setSuccess(null);
                  } else {
                    doubts.addRelease(claim.url().key());
                    released.setFailure(Causes.of(failure));
                  }
                });
    return released;
  }

  /** One that is at another server is found there. */
  @Override
  public Future<Optional<Holder>> locate(PublicUrl url) {
    Optional<Holder> here =
        Optional.ofNullable(grants.get(url.key()))
            .map(Grant::holder)
            .or(() -> pages.locate(url).getNow());
    if (here.isPresent()) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(here);
    }
    Promise<Optional<Holder>> located = ImmediateEventExecutor.INSTANCE.newPromise();
    var unused =
        elsewhere
            .apply(url)
            .whenComplete(
                (holder, failure) ->
                    located.setSuccess(failure == null ? holder : Optional.empty()));
    return located;
  }

  /** From now on it is known who has a name at another server; before the first client comes. */
  void beside(Function<PublicUrl, CompletableFuture<Optional<Holder>>> others) {
    elsewhere = others;
  }

  /** Who has the name here by this epoch. */
  Optional<Holder> holder(String name, long epoch) {
    return Optional.ofNullable(grants.get(name))
        .filter(grant -> grant.epoch() == epoch)
        .map(Grant::holder);
  }

  /** Whether this server surely has the name now, and by this epoch. */
  boolean isHeld(String name, long epoch) {
    Grant grant = grants.get(name);
    return grant != null && grant.epoch() == epoch && grant.isHeld();
  }

  /** What this server has or wants. */
  Collection<Grant> grants() {
    return grants.values();
  }

  /** Another server has got a name, or perhaps it has: then it counts only for the same owner. */
  void taken(Taken.Name name) {
    Held held = name.held();
    Grant grant = grants.get(held.name());
    if (held.epoch() > 0) {
      held(held);
    } else if (grant != null && grant.owner().equals(name.owner())) {
      elsewhere(new Held(held.name(), held.url(), held.node(), Long.MAX_VALUE), grant);
    }
  }

  /** Somebody has a name. */
  void held(Held held) {
    Grant grant = grants.get(held.name());
    if (lease.isOf(held.node())) {
      ownTold(held, grant);
    } else if (grant != null) {
      elsewhere(held, grant);
    }
  }

  /** This server has it; a claim may be told before it is answered. */
  private void ownTold(Held held, @Nullable Grant grant) {
    if (grant == null) {
      doubts.addDone(held.name());
    } else {
      if (grant.epoch() != held.epoch()) {
        own.taken().add(held, grant.owner());
      }
      grant.told(held.node(), held.epoch());
    }
  }

  /** If it was ours, its owner has taken it over, or others have it since our lease ended. */
  private void elsewhere(Held held, Grant grant) {
    boolean isOwners = lease.holds(grant.node());
    if (!held.node().equals(grant.node())
        && grant.isElsewhere(held.epoch())
        && (isOwners ? grant.lose() : grant.loseToOthers())) { // until its tunnel is closed
      LOG.info("The client with {} is at another server now", grant.url());
      grant.holder().isElsewhere(grant.url());
    }
  }

  /**
   * This server begins another life: its names are claimed anew, and those that others have got
   * meanwhile are lost.
   *
   * @return done when each is decided or could not be, which is tried again
   */
  CompletableFuture<Void> claimAnew(String node) {
    List<CompletableFuture<Void>> all =
        grants.values().stream()
            .filter(grant -> grant.epoch() > 0 && !grant.isLost())
            .filter(grant -> !grant.node().equals(node))
            .map(grant -> claimAnew(grant, node))
            .toList();
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
  }

  private CompletableFuture<Void> claimAnew(Grant grant, String node) {
    if (own.pledges().isBound() || !grant.asks()) {
      return CompletableFuture.completedFuture(null); // with the next renewal, if it is needed
    }
    return engine
        .claim(grant.wish(node))
        .handle(
            (given, failure) -> {
              grant.answered();
              if (failure != null) {
                takenOver.addPerhaps(grant.url().key(), Doubts.LATEST);
              }
              boolean mayHave =
                  failure != null || given.isEmpty() || mayHave(grant, node, given.get());
              boolean isRefused =
                  failure == null
                      && mayHave
                      && (given.isEmpty() || !grant.granted(node, given.get().epoch()));
              if (grant.isLost()) {
                doubts.addRelease(grant.url().key()); // it was given back while it was asked for
              } else if (isRefused && grant.loseToOthers()) {
                tellLost(grant);
              }
              return null;
            });
  }

  private static void tellLost(Grant grant) {
    LOG.info("{} is lost: another server has it", grant.url());
    var unused =
        grant.holder().close(grant.url(), "another server has had to give the name to others");
  }

  /**
   * Changes may not have been told.
   *
   * @return fails when it could not be found out
   */
  CompletableFuture<Void> lookWhoHasThem() {
    return CompletableFuture.allOf(
        Portions.of(grants.values(), AT_ONCE).stream()
            .map(this::lookWhoHas)
            .toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> lookWhoHas(List<Grant> asked) {
    Map<Grant, Long> epochs = new HashMap<>();
    asked.stream()
        .filter(grant -> grant.epoch() > 0 && lease.isOf(grant.node()))
        .forEach(grant -> epochs.put(grant, grant.epoch()));
    return engine
        .locate(asked.stream().map(grant -> grant.url().key()).toList())
        .thenAccept(
            found -> {
              found.forEach(this::held);
              Set<String> had = found.stream().map(Held::name).collect(Collectors.toSet());
              epochs.forEach(
                  (grant, epoch) -> {
                    if (!had.contains(grant.url().key()) && grant.epoch() == epoch) {
                      nobodyHas(grant);
                    }
                  });
            });
  }

  /** Its owner has taken it to another server, and given it back there. */
  private void nobodyHas(Grant grant) {
    elsewhere(new Held(grant.url().key(), grant.url().toString(), "", grant.epoch() + 1), grant);
  }

  /** Gives back what was perhaps claimed, or not given back. */
  void settleDoubts(String node) {
    doubts.settle(node);
  }

  private void giveBack(String name, long epoch) {
    doubts.giveBack(name, epoch);
  }

  /** Whether others may serve names that this server has, or is about to have. */
  boolean isAnyTakenOver() {
    return takenOver.isAnyOpen() || grants.values().stream().anyMatch(Grant::isAsked);
  }

  /** What this server has got from others, which may serve it still. */
  TakenOver takenOver() {
    return takenOver;
  }

  /**
   * Another server asks.
   *
   * @param newer that it has the name
   * @return whether this one serves it for nobody whose claim is older, nor anybody does from whom
   *     it was taken over here
   */
  boolean hasLetGo(Held newer) {
    held(newer);
    Grant grant = grants.get(newer.name());
    boolean isServed = grant != null && grant.isHeld() && grant.epoch() < newer.epoch();
    return !isServed && !takenOver.isOpenBesides(newer);
  }
}
