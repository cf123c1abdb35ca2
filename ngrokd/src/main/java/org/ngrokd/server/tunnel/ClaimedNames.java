package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The names that tunnels of this server have or want: claimed in the {@link Directory}, then served
 * from the {@link TunnelRegistry}. Safe from any thread.
 */
public final class ClaimedNames {
  private final Directory directory;
  private final TunnelRegistry registry;

  public ClaimedNames(Directory directory, TunnelRegistry registry) {
    this.directory = directory;
    this.registry = registry;
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
    registry.unregister(tunnel);
    directory.release(tunnel.claim()).addListener(released -> done.run());
  }
}
