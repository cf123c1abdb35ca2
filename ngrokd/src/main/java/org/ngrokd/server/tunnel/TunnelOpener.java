package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.limits.LimitCounters;

/**
 * Opens tunnels: assigns the URL, registers it, and for tcp listens on its port. Safe from any
 * thread.
 *
 * <p>Protocol: §4.
 */
public final class TunnelOpener {
  /**
   * Clients of one account that move together count at both servers until the one before has heard
   * that they are gone.
   */
  private static final Duration MOVING = Duration.ofMillis(500);

  private final ClaimedNames names;
  private final UrlAssigner urls;
  private final Openings openings;
  private final ContestedName contested;
  private final PoolEntry pools;
  private final PortOpener portOpener;

  /**
   * @param urls knows the cache of remembered URLs too
   */
  public TunnelOpener(
      ClaimedNames names,
      UrlAssigner urls,
      TcpPorts ports,
      TcpPortRules portRules,
      LimitCounters limits) {
    this.names = names;
    this.urls = urls;
    this.openings = new Openings(names, limits);
    this.contested = new ContestedName(names.directory());
    this.pools = new PoolEntry(names.directory(), openings);
    this.portOpener =
        new PortOpener(urls, ports, portRules, openings, new PortOpener.Contest(contested, pools));
  }

  /**
   * Opens one tunnel.
   *
   * @param loop where the result is told
   * @return the tunnel, registered; fails with a {@link TunnelException} when it is refused
   */
  public Future<Tunnel> open(TunnelRequest request, EventExecutor loop) {
    Asked asked = new Asked(request, loop.newPromise(), loop);
    Optional<String> refused = asked.account().refusalOfProtocol(request.protocol());
    if (refused.isPresent()) {
      asked.refuse(TunnelException.notAllowed(refused.get()));
    } else {
      openIfAllowed(asked, true);
    }
    return asked.opened();
  }

  private void openIfAllowed(Asked asked, boolean mayLookAgain) {
    Optional<CompletionStage<Integer>> elsewhere =
        asked.account().tunnelsElsewhere(asked.request().owner().clientId());
    if (elsewhere.isPresent()) {
      var unused =
          elsewhere
              .get()
              .thenAccept(
                  count -> asked.loop().execute(() -> openIfAllowed(asked, count, mayLookAgain)));
    } else {
      openIfAllowed(asked, 0, false);
    }
  }

  private void openIfAllowed(Asked asked, int elsewhere, boolean mayLookAgain) {
    TunnelRequest request = asked.request();
    Optional<String> refused = refusal(request, elsewhere);
    if (refused.isPresent() && elsewhere > 0 && mayLookAgain) {
      var unused =
          asked
              .loop()
              .schedule(
                  () -> openIfAllowed(asked, false), MOVING.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    if (refused.isPresent()) {
      asked.refuse(TunnelException.notAllowed(refused.get()));
      return;
    }
    asked
        .opened()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                Openings.freePlace(request);
              }
            });
    open(asked);
  }

  /** Takes the places that the tunnel needs, or says why there is none. */
  private static Optional<String> refusal(TunnelRequest request, int elsewhere) {
    Account account = request.owner().account();
    Optional<String> refused =
        account.refusalOfTunnel(request.place(), request.owner().clientId(), elsewhere);
    if (refused.isPresent()) {
      return refused;
    }
    refused = request.owner().places().refusal(request.isPort());
    if (refused.isPresent()) {
      account.tunnelClosed(request.place());
    }
    return refused;
  }

  private void open(Asked asked) {
    Optional<TunnelProtocol> protocol = asked.request().known();
    if (protocol.isEmpty()) {
      asked.refuse(TunnelException.unsupported(asked.request().protocol()));
    } else {
      boolean isPort = protocol.get().isNamedByPort();
      Runnable open =
          isPort ? () -> portOpener.open(asked) : () -> openVhost(asked, protocol.get());
      whenRemembered(asked, protocol.get(), open);
    }
  }

  /** What is to be like before may be known to other servers only. */
  private void whenRemembered(Asked asked, TunnelProtocol protocol, Runnable open) {
    TunnelRequest request = asked.request();
    boolean isByChance =
        protocol.isNamedByPort() ? request.remotePort() == 0 : request.name().isRandom();
    Optional<CompletionStage<Void>> recalled =
        isByChance ? urls.affinity().recall(protocol, request.owner()) : Optional.empty();
    if (recalled.isPresent()) {
      var unused = recalled.get().thenRun(open);
    } else {
      open.run();
    }
  }

  /** Frees the tunnel's name and port, then runs {@code done}, on any thread. */
  public void close(Tunnel tunnel, Runnable done) {
    names.free(tunnel, () -> tunnel.release().free(done));
  }

  private void openVhost(Asked asked, TunnelProtocol protocol) {
    try {
      List<PublicUrl> candidates = urls.candidates(asked.request(), protocol);
      PublicUrl first = candidates.get(0);
      if (!asked.request().name().isRandom()) {
        claim(asked, candidates, () -> share(asked, first, () -> contend(asked, first)));
      } else if (asked.account().hasStableName()) {
        claimFirst(asked, candidates, next -> share(asked, first, next));
      } else if (isOfItsPool(asked, protocol, first)) {
        claimFirst(asked, candidates, next -> pools.join(asked, first, new Any(next)));
      } else {
        claimAny(asked, candidates);
      }
    } catch (TunnelException refused) {
      asked.refuse(refused);
    }
  }

  /** A client that comes back to a name by chance may find it held by those who share it. */
  private boolean isOfItsPool(Asked asked, TunnelProtocol protocol, PublicUrl first) {
    return asked.request().isPooled()
        && urls.affinity()
            .rememberedOfClient(protocol, asked.request().owner())
            .filter(first.toString()::equals)
            .isPresent();
  }

  private void claimAny(Asked asked, List<PublicUrl> candidates) {
    claim(asked, candidates, () -> asked.refuse(TunnelException.noUrlLeft()));
  }

  /**
   * The first is its own: of its account, whose other client that has it may be gone, or by habit.
   *
   * @param taken is told what to do when it is not to be had
   */
  private void claimFirst(Asked asked, List<PublicUrl> candidates, Consumer<Runnable> taken) {
    PublicUrl first = candidates.get(0);
    List<PublicUrl> others = candidates.subList(1, candidates.size());
    Runnable contend =
        () ->
            contested.decide(
                asked.request(),
                first,
                () -> claimAny(asked, candidates),
                () -> claimAny(asked, others));
    claim(asked, List.of(first), () -> taken.accept(contend));
  }

  /** The name that was asked for is taken: by one who is gone, perhaps. */
  private void contend(Asked asked, PublicUrl url) {
    Runnable taken = () -> asked.refuse(TunnelException.alreadyRegistered(url));
    contested.decide(asked.request(), url, () -> claim(asked, List.of(url), taken), taken);
  }

  /** Joins the pool that has the name, where that is asked for. */
  private void share(Asked asked, PublicUrl url, Runnable otherwise) {
    if (asked.request().isPooled()) {
      pools.join(asked, url, new Shared(asked, url, otherwise));
    } else {
      otherwise.run();
    }
  }

  /** Opens a tunnel with the first name that is free. */
  private void claim(Asked asked, List<PublicUrl> candidates, Runnable taken) {
    openings.claim(asked, candidates, claim -> opened(asked, claim), taken);
  }

  private void opened(Asked asked, Claim claim) {
    Tunnel tunnel = openings.serve(asked, claim, Tunnel.Release.NOTHING);
    if (asked.request().name().isRandom()) {
      urls.affinity().remember(tunnel.url(), asked.request().owner());
    }
    asked.opened().setSuccess(tunnel);
  }

  /** A name that a client shares, or does not have. */
  private final class Shared implements PoolEntry.Otherwise {
    private final Asked asked;
    private final PublicUrl url;
    private final Runnable otherwise;

    Shared(Asked asked, PublicUrl url, Runnable otherwise) {
      this.asked = asked;
      this.url = url;
      this.otherwise = otherwise;
    }

    @Override
    public void notShared() {
      otherwise.run();
    }

    @Override
    public void free() {
      claim(asked, List.of(url), otherwise);
    }

    @Override
    public void otherRules() {
      asked.refuse(TunnelException.otherRules(url));
    }
  }

  /** A name that a client is to have if it may, or else another. */
  private record Any(Runnable next) implements PoolEntry.Otherwise {
    @Override
    public void notShared() {
      next.run();
    }

    @Override
    public void free() {
      next.run();
    }

    @Override
    public void otherRules() {
      next.run();
    }
  }
}
