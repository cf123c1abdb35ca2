package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.protocol.TunnelProtocol;

/**
 * The names that tunnels of this server have or want: claimed in the {@link Directory}, then served
 * from the {@link TunnelRegistry}. Safe from any thread.
 */
public final class ClaimedNames {
  private final Directory directory;
  private final TunnelRegistry registry;
  private final Supplier<PoolBalance> balance;

  /**
   * @param balance by which rule pools share their visitors, now
   */
  public ClaimedNames(Directory directory, TunnelRegistry registry, Supplier<PoolBalance> balance) {
    this.directory = directory;
    this.registry = registry;
    this.balance = balance;
  }

  /** With pools whose members have visitors in turn. */
  public ClaimedNames(Directory directory, TunnelRegistry registry) {
    this(directory, registry, () -> PoolBalance.IN_TURN);
  }

  /** Who has the names that are claimed for this request: its owner, or a pool of it. */
  Holder claimant(TunnelRequest request) {
    Optional<TunnelProtocol> protocol = request.known();
    return request.isPooled() && protocol.isPresent()
        ? new Pool(request, protocol.get(), balance)
        : request.owner().holder();
  }

  Directory directory() {
    return directory;
  }

  /**
   * Claims the first name that is free.
   *
   * @return empty when none is; fails when the directory does
   */
  Future<Optional<Claim>> firstFree(List<PublicUrl> candidates, Holder holder) {
    Promise<Optional<Claim>> claimed = ImmediateEventExecutor.INSTANCE.newPromise();
    next(candidates.iterator(), holder, claimed);
    return claimed;
  }

  private void next(
      Iterator<PublicUrl> candidates, Holder holder, Promise<Optional<Claim>> claimed) {
    if (!candidates.hasNext()) {
      claimed.setSuccess(Optional.empty());
      return;
    }
    directory
        .claim(candidates.next(), holder)
        .addListener(
            (Future<Optional<Claim>> answer) -> {
              if (!answer.isSuccess()) {
                claimed.setFailure(answer.cause());
              } else if (answer.getNow().isPresent()) {
                claimed.setSuccess(answer.getNow());
              } else {
                next(candidates, holder, claimed);
              }
            });
  }

  /** From now on visitors find the tunnel. */
  void serve(Tunnel tunnel) {
    if (!registry.register(tunnel)) {
      throw new IllegalStateException(tunnel + " is served, though its name was free");
    }
  }

  /** From now on visitors find the pool, and its first member by it. */
  void serve(Pool pool, Tunnel first) {
    var unused = join(pool, first);
    if (!registry.register(pool)) {
      throw new IllegalStateException(first + " is served, though its name was free");
    }
  }

  /** One more member of a pool; false when that has ended. */
  boolean join(Pool pool, Tunnel tunnel) {
    registry.opened(tunnel);
    boolean isIn = pool.join(tunnel);
    if (!isIn) {
      registry.closed(tunnel);
    }
    return isIn;
  }

  /**
   * Claims a name for the server itself and serves it, before any client may ask for it. Where
   * others share the directory, one of them may have it: then that one serves it.
   */
  public void serveOwn(PublicUrl url, ProxySource source) {
    directory
        .claim(url, Holder.SETTLED)
        .addListener(
            (Future<Optional<Claim>> claimed) -> {
              if (claimed.isSuccess()) {
                claimed.getNow().ifPresent(claim -> registry.registerOwn(own(claim, source)));
              }
            });
  }

  private static Tunnel own(Claim claim, ProxySource source) {
    return new Tunnel(claim, TunnelRules.OPEN, source, Tunnel.Release.NOTHING);
  }

  /** Frees the tunnel's name, then runs {@code done}, on any thread. */
  void free(Tunnel tunnel, Runnable done) {
    if (tunnel.source() instanceof PoolMember member) {
      leave(member.pool(), tunnel, done);
    } else {
      registry.unregister(tunnel);
      directory.release(tunnel.claim()).addListener(released -> done.run());
    }
  }

  /** The name, and a port, are the pool's until the last one goes. */
  private void leave(Pool pool, Tunnel tunnel, Runnable done) {
    boolean wasLast = pool.leave(tunnel);
    registry.closed(tunnel);
    if (wasLast) {
      registry.unregister(pool);
      directory.release(pool.claim()).addListener(released -> pool.port().free(done));
    } else {
      done.run();
    }
  }
}
