package org.ngrokd.client.service;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.ngrokd.client.config.HealthCheck;
import org.ngrokd.client.config.HostHeader;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.files.FewAtATime;
import org.ngrokd.client.files.ServedFiles;
import org.ngrokd.client.reuse.KeptConnections;
import org.ngrokd.client.tls.VisitorTls;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.streams.relay.ActiveRelays;

/** The local services of all tunnels. Safe from any thread. */
public final class LocalServices {
  /** Of files that visitors get: as many as disks do well with. */
  private static final int READERS = 8;

  private final Map<Key, LocalService> services = new ConcurrentHashMap<>();
  private final Map<LocalAddress.Program, Backlog> programs = new ConcurrentHashMap<>();
  private final KeptConnections.All kept = new KeptConnections.All();
  private final Dialer dialer;
  private final Onlookers onlookers;
  private final Executor files;
  private final Executor disk;

  private record Key(TunnelConfig tunnel, String protocol) {
    /** Written out as {@link org.ngrokd.streams.net.HostAndPort}'s. */
    @Override
    public int hashCode() {
      return 31 * tunnel.hashCode() + protocol.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && protocol.equals(key.protocol)
          && Objects.equals(tunnel, key.tunnel);
    }

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
    this.disk = new FewAtATime(files, READERS);
    tunnels.forEach(this::add);
  }

  /** Adds those of one more tunnel; as the constructor does. */
  public void add(TunnelConfig tunnel) {
    Combinations.check(tunnel);
    OwnReplies replies = new OwnReplies(tunnel.options().http().errors(), files);
    Admission admission = new Admission(tunnel.options().visitors());
    Optional<VisitorTls> tls = tls(tunnel);
    VisitFilters filters = VisitFilters.of(tunnel.options().http().traffic(), tunnel.name(), files);
    tunnel
        .services()
        .forEach(
            (protocol, address) ->
                services.put(
                    new Key(tunnel, protocol),
                    service(
                        tunnel,
                        protocol,
                        address,
                        new LocalService.Reception(
                            replies,
                            admission,
                            onlookers,
                            filters,
                            tls.filter(each -> Protocols.passesTlsOn(protocol))))));
  }

  /** Nobody is let in without what is asked for because it is asked for in the wrong place. */
  private Optional<VisitorTls> tls(TunnelConfig tunnel) {
    Optional<Termination> termination = tunnel.options().agent().termination();
    if (termination.isEmpty()) {
      return Optional.empty();
    }
    if (!tunnel.has(TunnelProtocol.TLS)) {
      throw new UserException(
          "Tunnel '"
              + tunnel.name()
              + "': crt and key are for tls tunnels; the server ends the TLS of https ones");
    }
    if (!tunnel.options().httpAuth().isEmpty()
        || !tunnel.options().agent().otherPasswords().isEmpty()) {
      throw new UserException(
          "Tunnel '"
              + tunnel.name()
              + "': the server asks visitors for passwords, and cannot where their TLS ends in the"
              + " client; leave crt and key out, or have the local service ask");
    }
    return Optional.of(VisitorTls.of(termination.get(), files));
  }

  private LocalService service(
      TunnelConfig tunnel,
      String protocol,
      LocalAddress address,
      LocalService.Reception reception) {
    TunnelConfig.Options options = tunnel.options();
    boolean isHttp = tunnel.isHttp(protocol);
    PathForwards paths = isHttp ? options.upstream().paths() : PathForwards.NONE;
    Target target = checked(tunnel, address, isHttp);
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
            isHttp,
            options.http().inspected(),
            request -> targets.map(each -> each.local(request)).orElse("")),
        options,
        reception);
  }

  private Target target(LocalAddress address, Upstream upstream, boolean isHttp) {
    onlookers.services().add(address, isHttp);
    return new Target(
        way(address, upstream, isHttp), isHttp, onlookers.services(), Optional.empty());
  }

  /** The service that a protocol of a tunnel leads to, with its check where one is wanted. */
  private Target checked(TunnelConfig tunnel, LocalAddress address, boolean isHttp) {
    Upstream upstream = tunnel.options().upstream();
    if (upstream.options().health().isEmpty()) {
      return target(address, upstream, isHttp);
    }
    HealthCheck check = upstream.options().health().get();
    Target.Way way = way(address, upstream, isHttp);
    // A service of HTTP/2 is not asked: it would not understand the question.
    boolean isAsked =
        isHttp
            && !check.path().isEmpty()
            && !upstream.options().isHttp2()
            && !upstream.options().takesWebSockets();
    Optional<HealthProbe.Question> question =
        isAsked
            ? Optional.of(new HealthProbe.Question(check.path(), host(tunnel, address)))
            : Optional.empty();
    onlookers.services().add(address, isHttp);
    Checkup checkup =
        onlookers
            .services()
            .check(tunnel, address, isHttp, new HealthProbe(way.way(), question, check.timeout()));
    return new Target(way, isHttp, onlookers.services(), Optional.of(checkup));
  }

  private static String host(TunnelConfig tunnel, LocalAddress address) {
    HostHeader wanted = tunnel.options().http().hostHeader();
    return wanted.of(address).or(() -> new HostHeader("rewrite").of(address)).orElse("localhost");
  }

  /** Who hears, on any thread, when a service of a tunnel fails, or is well again. */
  public void onHealth(Consumer<TunnelConfig> listener) {
    onlookers.services().onChange(listener);
  }

  /** It hears no more. */
  public void offHealth(Consumer<TunnelConfig> listener) {
    onlookers.services().forget(listener);
  }

  private Target.Way way(LocalAddress address, Upstream upstream, boolean isHttp) {
    if (address instanceof LocalAddress.Program program) {
      return new Target.Way(
          address,
          new ProgramWay(() -> Optional.ofNullable(programs.get(program))),
          Optional.empty());
    }
    if (address instanceof LocalAddress.Files local) {
      ServedFiles served = new ServedFiles(local.directory(), disk);
      return new Target.Way(
          address, (loop, clientAddr, log, wantsTls) -> served.open(loop, log), Optional.empty());
    }
    PrivateConnection way = new PrivateConnection(dialer, address, upstream, isHttp);
    return new Target.Way(
        address, way, way.mayBeKept() ? Optional.of(new KeptConnections(kept)) : Optional.empty());
  }

  /**
   * Where the program accepts those who come to this address, for as long as there are tunnels to
   * it.
   */
  public void accept(LocalAddress.Program address, Backlog backlog) {
    programs.put(address, backlog);
  }

  /** It does not accept them there any more; that a tunnel is removed says the same. */
  public void refuse(LocalAddress.Program address) {
    programs.remove(address);
  }

  /** Forgets those of a tunnel; visitors stay. */
  public void remove(TunnelConfig tunnel) {
    services.keySet().removeIf(key -> key.tunnel().equals(tunnel));
    onlookers.services().uncheck(tunnel);
    tunnel.locals().stream()
        .filter(address -> services.keySet().stream().noneMatch(key -> key.leadsTo(address)))
        .forEach(this::forget);
  }

  private void forget(LocalAddress address) {
    onlookers.services().remove(address);
    if (address instanceof LocalAddress.Program program) {
      refuse(program);
    }
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
