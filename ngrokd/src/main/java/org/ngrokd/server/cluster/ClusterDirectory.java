package org.ngrokd.server.cluster;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.server.cluster.engine.Causes;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Held;
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
  private final Owners owners = new Owners();
  private final LocalDirectory own = new LocalDirectory();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

  ClusterDirectory(Engine engine, Lease lease) {
    this.engine = engine;
    this.lease = lease;
  }

  @Override
  public Future<Optional<Claim>> claim(PublicUrl url, Holder holder) {
    if (holder == Holder.SETTLED) {
      return own.claim(url, holder);
    }
    Grant grant = new Grant(url, holder, owners.of(holder), lease);
    boolean isOurs = own.locate(url).getNow().isPresent();
    if (isOurs || grants.putIfAbsent(url.key(), grant) != null) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(Optional.empty());
    }
    Promise<Optional<Claim>> claimed = ImmediateEventExecutor.INSTANCE.newPromise();
    Optional<String> node = lease.node();
    if (node.isEmpty()) {
      forget(grant);
      return claimed.setFailure(
          new EngineException("this server is not sure to be in the cluster at the moment"));
    }
    var unused =
        engine
            .claim(grant.wish(node.get()))
            .whenComplete(
                (epoch, failure) -> {
                  if (failure != null) {
                    inDoubt(grant);
                    claimed.setFailure(Causes.of(failure));
                  } else if (epoch.isEmpty()) {
                    forget(grant);
                    claimed.setSuccess(Optional.empty());
                  } else if (grant.granted(node.get(), epoch.getAsLong())) {
                    claimed.setSuccess(
                        Optional.of(new Claim(url, holder, epoch.getAsLong(), grant)));
                  } else {
                    forget(grant);
                    claimed.setSuccess(Optional.empty());
                  }
                });
    return claimed;
  }

  private void forget(Grant grant) {
    boolean unused = grants.remove(grant.url().key(), grant);
  }

  /** Nobody knows whether the engine has done it. */
  private void inDoubt(Grant grant) {
    boolean unused = grant.lose();
    doubtful.add(grant.url().key());
    forget(grant);
  }

  @Override
  public Future<Void> release(Claim claim) {
    if (!(claim.hold() instanceof Grant grant)) {
      return own.release(claim);
    }
    boolean isNews = grant.lose(); // to whoever visits it now
    forget(grant);
    if (!isNews) {
      return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null); // it is another server's
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
                    doubtful.add(claim.url().key());
                    released.setFailure(Causes.of(failure));
                  }
                });
    return released;
  }

  /** One on another server is there, and stays; nobody asks it. */
  @Override
  public Future<Optional<Holder>> locate(PublicUrl url) {
    Optional<Holder> here =
        Optional.ofNullable(grants.get(url.key()))
            .map(Grant::holder)
            .or(() -> own.locate(url).getNow());
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(here);
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

  /** Somebody has a name: if it was ours, it was taken over by its owner. */
  void held(Held held) {
    Grant grant = grants.get(held.name());
    if (grant != null
        && !lease.isOf(held.node()) // a claim of ours may be told before it is answered
        && !held.node().equals(grant.node())
        && grant.isElsewhere(held.epoch())
        && grant.lose()) { // it stays here until its tunnel is closed
      LOG.info("The client with {} is at another server now", grant.url());
      var unused = grant.holder().close("Its client is at another server");
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
    return engine
        .claim(grant.wish(node))
        .handle(
            (epoch, failure) -> {
              boolean isGone =
                  failure == null
                      && (epoch.isEmpty() || !grant.granted(node, epoch.getAsLong()))
                      && grant.lose();
              if (isGone) {
                LOG.info("{} is lost: another server has it", grant.url());
                var unused =
                    grant
                        .holder()
                        .close(grant.url(), "another server has had to give the name to others");
              }
              return null;
            });
  }

  /** Changes may not have been told. */
  void lookWhoHasThem() {
    List<String> names = List.copyOf(grants.keySet());
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      var unused =
          engine
              .locate(names.subList(from, Math.min(names.size(), from + AT_ONCE)))
              .thenAccept(all -> all.forEach(this::held));
    }
  }

  /** Gives back what was perhaps claimed, or not given back. */
  void settleDoubts(String node) {
    List<String> names = List.copyOf(doubtful);
    if (names.isEmpty()) {
      return;
    }
    var unused =
        engine
            .locate(names)
            .thenAccept(
                all -> {
                  names.forEach(doubtful::remove);
                  all.stream()
                      .filter(held -> held.node().equals(node))
                      .filter(held -> !grants.containsKey(held.name()))
                      .forEach(this::giveBack);
                });
  }

  private void giveBack(Held held) {
    var unused =
        engine
            .release(held.name(), held.epoch())
            .exceptionally(
                failure -> {
                  doubtful.add(held.name());
                  return null;
                });
  }
}
