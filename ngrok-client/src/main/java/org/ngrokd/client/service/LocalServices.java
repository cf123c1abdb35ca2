package org.ngrokd.client.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.streams.relay.ActiveRelays;

/** The local services of all tunnels. Safe from any thread. */
public final class LocalServices {
  private final Map<Key, LocalService> services = new ConcurrentHashMap<>();
  private final Dialer dialer;
  private final Onlookers onlookers;
  private final Executor files;

  private record Key(TunnelConfig tunnel, String protocol) {
    boolean leadsTo(LocalAddress address) {
      return tunnel.locals().contains(address);
    }
  }

  /**
   * Who sees visitors.
   *
   * @param relays counts those that are being served
   * @param observer sees each before it is served
   * @param memory counts what waits for them
   * @param services says which services are not there
   */
  public record Onlookers(
      ActiveRelays relays, VisitObserver observer, VisitorMemory memory, ServiceWatch services) {}

  /**
   * The services of these tunnels. Reads the files that they name.
   *
   * @param files where these are read again later
   * @throws org.ngrokd.kit.cli.UserException when a file cannot be read
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  public LocalServices(
      List<TunnelConfig> tunnels, Dialer dialer, Onlookers onlookers, Executor files) {
    this.dialer = dialer;
    this.onlookers = onlookers;
    this.files = files;
    tunnels.forEach(this::add);
  }

  /** Adds those of one more tunnel; as the constructor does. */
  public void add(TunnelConfig tunnel) {
    LocalService.Reception reception =
        new LocalService.Reception(
            new OwnReplies(tunnel.options().http().errors(), files),
            new Admission(tunnel.options().visitors()),
            onlookers);
    tunnel
        .services()
        .forEach(
            (protocol, address) ->
                services.put(
                    new Key(tunnel, protocol), service(tunnel, protocol, address, reception)));
  }

  private LocalService service(
      TunnelConfig tunnel,
      String protocol,
      LocalAddress address,
      LocalService.Reception reception) {
    TunnelConfig.Options options = tunnel.options();
    boolean isHttp = Protocols.isHttp(protocol);
    PathForwards paths = isHttp ? options.upstream().paths() : PathForwards.NONE;
    Target target = target(address, options.upstream(), isHttp);
    Optional<Targets> targets =
        paths.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Targets(
                    paths,
                    options.http(),
                    target,
                    other -> target(other, options.upstream(), isHttp)));
    return new LocalService(
        target,
        targets,
        new VisitObserver.Service(
            tunnel.name(),
            protocol,
            options.http().inspected(),
            request -> targets.map(each -> each.local(request)).orElse("")),
        options,
        reception);
  }

  private Target target(LocalAddress address, Upstream upstream, boolean isHttp) {
    onlookers.services().add(address, isHttp);
    return new Target(
        address,
        new PrivateConnection(dialer, address, upstream, isHttp),
        isHttp,
        onlookers.services());
  }

  /** Forgets those of a tunnel; visitors stay. */
  public void remove(TunnelConfig tunnel) {
    services.keySet().removeIf(key -> key.tunnel().equals(tunnel));
    tunnel.locals().stream()
        .filter(address -> services.keySet().stream().noneMatch(key -> key.leadsTo(address)))
        .forEach(onlookers.services()::remove);
  }

  /** The service of a tunnel's protocol, by the tunnel's name. */
  public Optional<LocalService> find(String tunnel, String protocol) {
    return services.entrySet().stream()
        .filter(each -> each.getKey().tunnel().name().equals(tunnel))
        .filter(each -> each.getKey().protocol().equals(protocol))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The service of a tunnel's protocol, which has to be one of the tunnels given. */
  public LocalService of(TunnelConfig tunnel, String protocol) {
    LocalService service = services.get(new Key(tunnel, protocol));
    if (service == null) {
      throw new IllegalArgumentException(tunnel.name() + " has no service for " + protocol);
    }
    return service;
  }
}
