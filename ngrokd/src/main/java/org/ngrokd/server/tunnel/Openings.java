package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.server.limits.LimitCounters;

/**
 * Makes tunnels of names that were claimed, and has visitors find them. Whoever asks for a pool has
 * one made, of which it is the first member. Safe from any thread.
 */
final class Openings {
  private final ClaimedNames names;
  private final LimitCounters limits;

  Openings(ClaimedNames names, LimitCounters limits) {
    this.names = names;
    this.limits = limits;
  }

  /**
   * Claims the first name that is free.
   *
   * @param taken none is
   */
  void claim(Asked asked, List<PublicUrl> candidates, Consumer<Claim> claimed, Runnable taken) {
    names
        .firstFree(candidates, names.claimant(asked.request()))
        .addListener(
            (Future<Optional<Claim>> claiming) -> {
              if (!claiming.isSuccess()) {
                asked.refuse(TunnelException.noDirectory(claiming.cause()));
              } else {
                claiming.getNow().ifPresentOrElse(claimed, taken);
              }
            });
  }

  /**
   * From now on visitors find it.
   *
   * @param port frees what it holds besides its name
   */
  Tunnel serve(Asked asked, Claim claim, Tunnel.Release port) {
    TunnelRequest request = asked.request();
    if (claim.holder() instanceof Pool pool) {
      pool.open(claim, port);
      Tunnel first = member(request, pool, claim.url());
      names.serve(pool, first);
      return first;
    }
    Tunnel tunnel =
        new Tunnel(
            claim,
            request.rules(),
            source(request),
            done -> {
              freePlace(request);
              port.free(done);
            });
    names.serve(tunnel);
    return tunnel;
  }

  /**
   * Takes somebody in, who is welcome.
   *
   * @return empty: the pool has ended meanwhile
   */
  Optional<Tunnel> join(Asked asked, Pool pool, PublicUrl url) {
    Tunnel tunnel = member(asked.request(), pool, url);
    return names.join(pool, tunnel) ? Optional.of(tunnel) : Optional.empty();
  }

  /** With a claim of its own, which is the pool's but for who holds it, and is lost with it. */
  private Tunnel member(TunnelRequest request, Pool pool, PublicUrl url) {
    return new Tunnel(
        new Claim(url, request.owner().holder(), pool.claim().epoch(), pool.claim().hold()),
        request.rules(),
        new PoolMember(pool, source(request)),
        done -> {
          freePlace(request);
          done.run();
        });
  }

  private ProxySource source(TunnelRequest request) {
    int most = request.rules().maxConnections();
    ProxySource source = request.owner().source();
    return most == 0 ? source : new CountedSource(source, most, limits);
  }

  /** Gives the places back that the tunnel took. */
  static void freePlace(TunnelRequest request) {
    request.owner().account().tunnelClosed(request.place());
    request.owner().places().closed(request.isPort());
  }
}
