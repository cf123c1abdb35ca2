package org.ngrokd.server.tunnel;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.server.limits.LimitCounters;

/**
 * Opens tunnels: assigns the URL, registers it, and for tcp listens on its port. Safe from any
 * thread.
 *
 * <p>Protocol: §4.
 */
public final class TunnelOpener {
  private static final Pattern REMEMBERED_PORT = Pattern.compile("tcp://.*:([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  private final TunnelRegistry registry;
  private final UrlAssigner urls;
  private final AffinityCache affinity;
  private final TcpPorts ports;
  private final LimitCounters limits;

  public TunnelOpener(
      TunnelRegistry registry,
      UrlAssigner urls,
      AffinityCache affinity,
      TcpPorts ports,
      LimitCounters limits) {
    this.registry = registry;
    this.urls = urls;
    this.affinity = affinity;
    this.ports = ports;
    this.limits = limits;
  }

  /**
   * Opens one tunnel.
   *
   * @param loop where the result is told
   * @return the tunnel, registered; fails with a {@link TunnelException} when it is refused
   */
  public Future<Tunnel> open(TunnelRequest request, EventExecutor loop) {
    Promise<Tunnel> opened = loop.newPromise();
    switch (request.protocol()) {
      case "http", "https" -> openVhost(request, opened);
      case "tcp" -> openPort(request, opened);
      default -> opened.setFailure(TunnelException.unsupported(request.protocol()));
    }
    return opened;
  }

  /** Frees the tunnel's name and port, then runs {@code done}, on any thread. */
  public void close(Tunnel tunnel, Runnable done) {
    registry.unregister(tunnel);
    tunnel.release().free(done);
  }

  private void openVhost(TunnelRequest request, Promise<Tunnel> opened) {
    try {
      Tunnel tunnel = registerFirstFree(request);
      if (request.name().isRandom()) {
        affinity.remember(tunnel.url(), request.owner());
      }
      opened.setSuccess(tunnel);
    } catch (TunnelException refused) {
      opened.setFailure(refused);
    }
  }

  private Tunnel registerFirstFree(TunnelRequest request) throws TunnelException {
    var candidates = urls.candidates(request);
    for (PublicUrl url : candidates) {
      Tunnel tunnel = tunnel(request, url, Tunnel.Release.NOTHING);
      if (registry.register(tunnel)) {
        return tunnel;
      }
    }
    throw candidates.size() == 1
        ? TunnelException.alreadyRegistered(candidates.get(0))
        : TunnelException.noUrlLeft();
  }

  private void openPort(TunnelRequest request, Promise<Tunnel> opened) {
    Optional<Integer> remembered =
        request.remotePort() == 0 ? rememberedPort(request) : Optional.empty();
    if (remembered.isPresent()) {
      listen(request, remembered.get(), opened, failure -> listen(request, 0, opened));
    } else {
      listen(request, request.remotePort(), opened);
    }
  }

  private void listen(TunnelRequest request, int port, Promise<Tunnel> opened) {
    listen(
        request,
        port,
        opened,
        failure ->
            opened.setFailure(
                TunnelException.binding("port " + port + ": " + Failures.oneLine(failure))));
  }

  private void listen(
      TunnelRequest request, int port, Promise<Tunnel> opened, Consumer<Throwable> otherwise) {
    ports
        .listen(port)
        .addListener(
            (Future<TcpPorts.Listener> listening) -> {
              if (listening.isSuccess()) {
                register(request, listening.getNow(), opened);
              } else {
                otherwise.accept(listening.cause());
              }
            });
  }

  private void register(TunnelRequest request, TcpPorts.Listener listener, Promise<Tunnel> opened) {
    PublicUrl url = new PublicUrl("tcp", urls.domain() + ":" + listener.port());
    Tunnel tunnel = tunnel(request, url, listener::close);
    if (registry.register(tunnel)) {
      affinity.remember(url, request.owner());
      opened.setSuccess(tunnel); // first: the client has to hear of the tunnel before its visitors
      listener.serve(tunnel);
    } else {
      listener.close(() -> opened.setFailure(TunnelException.alreadyRegistered(url)));
    }
  }

  private Optional<Integer> rememberedPort(TunnelRequest request) {
    return affinity
        .remembered("tcp", request.owner())
        .map(REMEMBERED_PORT::matcher) // it may come from a file
        .filter(Matcher::matches)
        .map(url -> Integer.parseInt(url.group(1)))
        .filter(port -> port <= MAX_PORT);
  }

  private Tunnel tunnel(TunnelRequest request, PublicUrl url, Tunnel.Release release) {
    int most = request.rules().maxConnections();
    ProxySource source = request.owner().source();
    ProxySource counted = most == 0 ? source : new CountedSource(source, most, limits);
    return new Tunnel(url, request.rules(), counted, release);
  }
}
