package org.ngrokd.client;

import io.netty.util.concurrent.EventExecutorGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.StatePlace;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.inspect.Inspector;
import org.ngrokd.client.inspect.Replayer;
import org.ngrokd.client.inspect.TrafficWatch;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.service.ServiceWatch;
import org.ngrokd.client.service.VisitorMemory;
import org.ngrokd.client.session.ClientThreads;
import org.ngrokd.client.session.EventFork;
import org.ngrokd.client.session.KeptClientId;
import org.ngrokd.client.session.Reconnector;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.web.WebServer;
import org.ngrokd.protocol.cli.UserException;
import org.ngrokd.protocol.files.UserHome;
import org.ngrokd.protocol.net.HostAndPort;
import org.ngrokd.protocol.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running client with its tunnels.
 *
 * <pre>{@code
 * try (NgrokClient client =
 *     NgrokClient.builder()
 *         .serverAddr("example.com:4443")
 *         .tunnel(TunnelSpec.http("127.0.0.1:8080").subdomain("shop"))
 *         .start()) {
 *   System.out.println(client.tunnels().get(0).url());
 * }
 * }</pre>
 *
 * <p>It reconnects by itself for as long as it is not closed. Safe from any thread.
 */
public final class NgrokClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NgrokClient.class);

  /** How long visitors may still be served after the client was told to stop. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ClientThreads threads = ClientThreads.start();
  private final ActiveRelays relays = new ActiveRelays();
  private final CompletableFuture<Void> open = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final StatusBoard status = new StatusBoard(InstantSource.system());
  private final Traffic traffic = new Traffic();
  private final ExchangeStore exchanges;
  private final EventFork events;
  private final KeptClientId id;
  private final ServiceWatch services = new ServiceWatch(this::tell);
  private final Reconnector reconnector;
  private final Agent agent;
  private Optional<WebServer> web = Optional.empty();

  private NgrokClient(ClientConfig config, SessionEvents listener) {
    InspectOptions.Capture capture =
        config.inspect().capture().within(Runtime.getRuntime().maxMemory());
    this.exchanges = new ExchangeStore(capture);
    this.events = new EventFork(status, new Opening(), listener);
    if (!capture.equals(config.inspect().capture())) {
      warn(
          "inspect_memory is more than half of the heap; "
              + capture.memory() / 1024
              + " KiB are used. Give java a larger -Xmx, or set inspect_memory lower");
    }
    Inspector inspector = new Inspector(capture, exchanges);
    LocalServices.Watching watching =
        new LocalServices.Watching(
            relays,
            new TrafficWatch(traffic, inspector),
            VisitorMemory.ofProcess(threads.loops().next()),
            services);
    this.id = KeptClientId.at(config.comeback().idFile(), threads.lookups());
    try {
      this.reconnector = Reconnector.of(config, threads, id, watching, events);
    } catch (SSLException e) {
      id.close();
      threads.stop(GRACE);
      throw new NgrokException("TLS cannot be set up: " + e.getMessage(), e);
    } catch (CertificateFileException | UserException e) {
      id.close();
      threads.stop(GRACE);
      throw new NgrokException(String.valueOf(e.getMessage()), e);
    }
    this.agent =
        new Agent(
            new Agent.Watched(config.server(), status, traffic, exchanges),
            new Replayer(inspector, reconnector::services, threads.loops()::next),
            new Agent.Tunnels(reconnector::open, reconnector::close));
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Starts connecting and returns at once; {@code events} tells how it goes on. */
  static NgrokClient begin(ClientConfig config, SessionEvents events) {
    NgrokClient client = new NgrokClient(config, events);
    client.services.start(client.threads.loops().next(), client.threads.lookups());
    client.reconnector.start();
    config.inspect().address().ifPresent(address -> client.show(address, config.inspect()));
    return client;
  }

  /** That the page cannot be shown is no reason not to open tunnels. */
  private void show(HostAndPort address, InspectOptions options) {
    try {
      Optional<Path> state =
          StatePlace.in(System.getenv(), UserHome.in(System.getenv()).toString());
      WebServer server = WebServer.start(address, options.auth(), agent, threads, state);
      events.add(server.events());
      web = Optional.of(server);
      LOG.info("The web interface is at {}", server.url());
      server.warnings().forEach(this::warn);
    } catch (UserException e) {
      warn(String.valueOf(e.getMessage()));
    }
  }

  private void tell(String line) {
    LOG.info("{}", line);
    events.warned(line);
  }

  private void warn(String line) {
    LOG.warn("{}", line);
    events.warned(line);
  }

  /** Where the page with the last requests is, if there is one. */
  public Optional<String> webAddress() {
    return web.map(WebServer::url);
  }

  /** As {@link #webAddress}, with what its owner needs to give orders there. Not for a log. */
  Optional<String> ownersWebAddress() {
    return web.map(WebServer::ownersUrl);
  }

  /** What its tunnels run on. */
  EventExecutorGroup loops() {
    return threads.loops();
  }

  /** What there is to look at. */
  Agent agent() {
    return agent;
  }

  /** The tunnels that are open, in the order they were opened; none while it is not connected. */
  public List<OpenTunnel> tunnels() {
    return status.status().routes().stream()
        .map(
            route ->
                new OpenTunnel(
                    route.tunnel(), route.protocol(), route.url(), route.local().toString()))
        .toList();
  }

  private void awaitOpen(Duration timeout) {
    try {
      open.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      close();
      throw new NgrokException(status.status().reason(), e);
    } catch (TimeoutException e) {
      close();
      throw new NgrokException(
          "The tunnels were not open within " + timeout.toSeconds() + " s: " + reason(), e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new NgrokException("Interrupted while the tunnels were being opened", e);
    }
  }

  private String reason() {
    String reason = status.status().reason();
    return reason.isEmpty() ? "no answer yet" : reason;
  }

  /** Closes the tunnels, once. Visitors that are being served get a short grace. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    services.stop();
    reconnector.stop();
    web.ifPresent(WebServer::stop);
    try {
      relays.drain(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.stop(GRACE);
    id.close();
  }

  /** Waits for the tunnels. */
  private final class Opening implements SessionEvents {
    @Override
    public void allOpen() {
      open.complete(null);
    }

    @Override
    public void refused(String reason) {
      open.completeExceptionally(new NgrokException(reason));
    }
  }

  /** What a client needs to know before it starts. Not for several threads at once. */
  public static final class Builder {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private Optional<HostAndPort> server = Optional.empty();
    private String authToken = "";
    private Trust trust = new Trust.HostRoots();
    private Optional<HttpProxy> httpProxy = Optional.empty();
    private final List<TunnelConfig> tunnels = new ArrayList<>();
    private SessionEvents events = SessionEvents.NONE;
    private InspectOptions inspect = InspectOptions.NONE;
    private Duration startTimeout = START_TIMEOUT;

    private Builder() {}

    /**
     * The server, as {@code server_addr} in a config file.
     *
     * @param hostAndPort "example.com:4443"
     * @throws IllegalArgumentException when it is not of that form
     */
    public Builder serverAddr(String hostAndPort) {
      server = Optional.of(HostAndPort.parse(hostAndPort));
      return this;
    }

    public Builder authToken(String token) {
      authToken = token;
      return this;
    }

    /** Accepts a server that a CA in this PEM file vouches for, instead of the host's roots. */
    public Builder rootCas(Path file) {
      trust = new Trust.RootCas(file);
      return this;
    }

    /**
     * Accepts a server whose certificate, or whose CA, has this fingerprint.
     *
     * @param fingerprint "sha256:…" as ngrokd prints it
     */
    public Builder serverFingerprint(String fingerprint) {
      trust = new Trust.Pinned(Fingerprint.parse(fingerprint));
      return this;
    }

    /**
     * Connects through an HTTP proxy.
     *
     * @param url {@code http://user:password@host:port}
     */
    public Builder httpProxy(String url) {
      httpProxy = Optional.of(HttpProxy.parse(url));
      return this;
    }

    /** Adds a tunnel. */
    public Builder tunnel(TunnelSpec tunnel) {
      tunnels.add(tunnel.config());
      return this;
    }

    /**
     * Keeps the last requests and replies and shows them on a page there; not unless told.
     *
     * @param hostAndPort "127.0.0.1:4040"; the next free port is taken when it is not free
     */
    public Builder inspectAddr(String hostAndPort) {
      inspect = InspectOptions.DEFAULT.withAddress(Optional.of(HostAndPort.parse(hostAndPort)));
      return this;
    }

    /** Who hears how the client fares. */
    public Builder events(SessionEvents listener) {
      events = listener;
      return this;
    }

    /** How long {@link #start} waits for the tunnels; 30 s unless told. */
    public Builder startTimeout(Duration timeout) {
      startTimeout = timeout;
      return this;
    }

    /**
     * Starts the client and waits until all its tunnels are open. Not on an event loop.
     *
     * @throws NgrokException when the server refuses, its certificate is not accepted, or the
     *     tunnels are not open in time; the client is closed then
     */
    public NgrokClient start() {
      HostAndPort to =
          server.orElseThrow(() -> new NgrokException("serverAddr is missing: where is ngrokd?"));
      ClientConfig config =
          new ClientConfig(
              to, authToken, trust, httpProxy, tunnels, true, inspect, Comeback.UNTIL_REFUSED);
      NgrokClient client = begin(config, events);
      client.awaitOpen(startTimeout);
      return client;
    }
  }
}
