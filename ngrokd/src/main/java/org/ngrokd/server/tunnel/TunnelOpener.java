package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.net.Failures;

/**
 * Opens tunnels: assigns the URL, registers it, and for tcp listens on its port. Safe from any
 * thread.
 *
 * <p>Protocol: §4.
 */
public final class TunnelOpener {
  private static final Pattern REMEMBERED_PORT = Pattern.compile("tcp://.*:([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  private final ClaimedNames names;
  private final UrlAssigner urls;
  private final AffinityCache affinity;
  private final TcpPorts ports;
  private final TcpPortRules portRules;
  private final LimitCounters limits;
  private final ContestedName contested;

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
    this.affinity = urls.affinity();
    this.ports = ports;
    this.portRules = portRules;
    this.limits = limits;
    this.contested = new ContestedName(names.directory());
  }

  /**
   * Opens one tunnel.
   *
   * @param loop where the result is told
   * @return the tunnel, registered; fails with a {@link TunnelException} when it is refused
   */
  public Future<Tunnel> open(TunnelRequest request, EventExecutor loop) {
    Promise<Tunnel> opened = loop.newPromise();
    Optional<String> refused = refusal(request);
    if (refused.isPresent()) {
      return opened.setFailure(TunnelException.notAllowed(refused.get()));
    }
    opened.addListener(
        done -> {
          if (!done.isSuccess()) {
            freePlace(request);
          }
        });
    open(request, opened);
    return opened;
  }

  /** Takes the places that the tunnel needs, or says why there is none. */
  private static Optional<String> refusal(TunnelRequest request) {
    Account account = request.owner().account();
    Optional<String> refused = account.refusalOfProtocol(request.protocol());
    if (refused.isPresent()) {
      return refused;
    }
    refused = account.refusalOfTunnel(request.place());
    if (refused.isPresent()) {
      return refused;
    }
    refused = request.owner().places().refusal(request.isPort());
    if (refused.isPresent()) {
      account.tunnelClosed(request.place());
    }
    return refused;
  }

  private static void freePlace(TunnelRequest request) {
    request.owner().account().tunnelClosed(request.place());
    request.owner().places().closed(request.isPort());
  }

  private void open(TunnelRequest request, Promise<Tunnel> opened) {
    Optional<TunnelProtocol> protocol = request.known();
    if (protocol.isEmpty()) {
      opened.setFailure(TunnelException.unsupported(request.protocol()));
    } else if (protocol.get().isNamedByPort()) {
      openPort(request, opened);
    } else {
      openVhost(request, protocol.get(), opened);
    }
  }

  /** Frees the tunnel's name and port, then runs {@code done}, on any thread. */
  public void close(Tunnel tunnel, Runnable done) {
    names.free(tunnel, () -> tunnel.release().free(done));
  }

  private void openVhost(TunnelRequest request, TunnelProtocol protocol, Promise<Tunnel> opened) {
    try {
      List<PublicUrl> candidates = urls.candidates(request, protocol);
      if (!request.name().isRandom()) {
        PublicUrl asked = candidates.get(0);
        claim(request, candidates, opened, () -> contend(request, asked, opened));
      } else if (request.owner().account().hasStableName()) {
        claimStable(request, candidates, opened);
      } else {
        claimAny(request, candidates, opened);
      }
    } catch (TunnelException refused) {
      opened.setFailure(refused);
    }
  }

  private void claimAny(TunnelRequest request, List<PublicUrl> candidates, Promise<Tunnel> opened) {
    Runnable taken = () -> opened.setFailure(TunnelException.noUrlLeft());
    claim(request, candidates, opened, taken);
  }

  /** The first is the account's own: a client of its own that has it may be gone. */
  private void claimStable(
      TunnelRequest request, List<PublicUrl> candidates, Promise<Tunnel> opened) {
    List<PublicUrl> stable = candidates.subList(0, 1);
    List<PublicUrl> others = candidates.subList(1, candidates.size());
    claim(
        request,
        stable,
        opened,
        () ->
            contested.decide(
                request,
                stable.get(0),
                () -> claimAny(request, candidates, opened),
                () -> claimAny(request, others, opened)));
  }

  /** The name that was asked for is taken: by one who is gone, perhaps. */
  private void contend(TunnelRequest request, PublicUrl url, Promise<Tunnel> opened) {
    Runnable taken = () -> opened.setFailure(TunnelException.alreadyRegistered(url));
    contested.decide(request, url, () -> claim(request, List.of(url), opened, taken), taken);
  }

  /** Opens a tunnel with the first name that is free. */
  private void claim(
      TunnelRequest request, List<PublicUrl> candidates, Promise<Tunnel> opened, Runnable taken) {
    names
        .firstFree(candidates, request.owner().holder())
        .addListener(
            (Future<Optional<Claim>> claimed) -> {
              if (!claimed.isSuccess()) {
                opened.setFailure(TunnelException.noDirectory(claimed.cause()));
              } else if (claimed.getNow().isPresent()) {
                opened(request, claimed.getNow().get(), opened);
              } else {
                taken.run();
              }
            });
  }

  private void opened(TunnelRequest request, Claim claim, Promise<Tunnel> opened) {
    Tunnel tunnel = tunnel(request, claim, Tunnel.Release.NOTHING);
    names.serve(tunnel);
    if (request.name().isRandom()) {
      affinity.remember(tunnel.url(), request.owner());
    }
    opened.setSuccess(tunnel);
  }

  private void openPort(TunnelRequest request, Promise<Tunnel> opened) {
    Account account = request.owner().account();
    int asked = request.remotePort();
    if (asked != 0) {
      Optional<String> refused = portRules.refusal(asked, account);
      if (refused.isPresent()) {
        opened.setFailure(TunnelException.binding(refused.get()));
      } else {
        listenOn(asked, request, opened);
      }
      return;
    }
    List<Integer> candidates = portRules.candidates(rememberedPort(request), account);
    if (candidates.isEmpty()) {
      opened.setFailure(TunnelException.binding("no port is left for you"));
    } else {
      listen(request, candidates.iterator(), opened);
    }
  }

  /** A port that the client asks for may be that of its own life before. */
  private void listenOn(int port, TunnelRequest request, Promise<Tunnel> opened) {
    PublicUrl url = new PublicUrl(TunnelProtocol.TCP, urls.domain() + ":" + port);
    Runnable listen = () -> listen(request, List.of(port).iterator(), opened);
    contested.decide(request, url, listen, listen);
  }

  /** Tries the ports one after the other. */
  private void listen(TunnelRequest request, Iterator<Integer> candidates, Promise<Tunnel> opened) {
    int port = candidates.next();
    ports
        .listen(port)
        .addListener(
            (Future<TcpPorts.Listener> listening) -> {
              if (listening.isSuccess()) {
                took(request, listening.getNow(), candidates, opened);
              } else if (port != 0 && candidates.hasNext()) {
                listen(request, candidates, opened);
              } else {
                opened.setFailure(
                    TunnelException.binding(
                        "port " + port + ": " + Failures.oneLine(listening.cause())));
              }
            });
  }

  /** A port of the system's choice may be somebody else's. */
  private void took(
      TunnelRequest request,
      TcpPorts.Listener listener,
      Iterator<Integer> candidates,
      Promise<Tunnel> opened) {
    Optional<String> refused = portRules.refusal(listener.port(), request.owner().account());
    if (refused.isEmpty()) {
      register(request, listener, opened);
    } else if (candidates.hasNext()) {
      listener.close(() -> listen(request, candidates, opened));
    } else {
      listener.close(() -> opened.setFailure(TunnelException.binding(refused.get())));
    }
  }

  private void register(TunnelRequest request, TcpPorts.Listener listener, Promise<Tunnel> opened) {
    PublicUrl url = new PublicUrl(TunnelProtocol.TCP, urls.domain() + ":" + listener.port());
    names
        .firstFree(List.of(url), request.owner().holder())
        .addListener(
            (Future<Optional<Claim>> claimed) -> {
              if (!claimed.isSuccess()) {
                refuse(listener, opened, TunnelException.noDirectory(claimed.cause()));
              } else if (claimed.getNow().isEmpty()) {
                refuse(listener, opened, TunnelException.alreadyRegistered(url));
              } else {
                serve(request, claimed.getNow().get(), listener, opened);
              }
            });
  }

  private static void refuse(
      TcpPorts.Listener listener, Promise<Tunnel> opened, TunnelException why) {
    listener.close(() -> opened.setFailure(why));
  }

  private void serve(
      TunnelRequest request, Claim claim, TcpPorts.Listener listener, Promise<Tunnel> opened) {
    Tunnel tunnel = tunnel(request, claim, listener::close);
    names.serve(tunnel);
    affinity.remember(tunnel.url(), request.owner());
    request.owner().account().hasPort(listener.port());
    opened.setSuccess(tunnel); // first: the client has to hear of the tunnel before its visitors
    listener.serve(tunnel);
  }

  private Optional<Integer> rememberedPort(TunnelRequest request) {
    return affinity
        .remembered(TunnelProtocol.TCP, request.owner())
        .map(REMEMBERED_PORT::matcher) // it may come from a file
        .filter(Matcher::matches)
        .map(url -> Integer.parseInt(url.group(1)))
        .filter(port -> port <= MAX_PORT);
  }

  private Tunnel tunnel(TunnelRequest request, Claim claim, Tunnel.Release port) {
    Tunnel.Release release =
        done -> {
          freePlace(request);
          port.free(done);
        };
    int most = request.rules().maxConnections();
    ProxySource source = request.owner().source();
    ProxySource counted = most == 0 ? source : new CountedSource(source, most, limits);
    return new Tunnel(claim, request.rules(), counted, release);
  }
}
