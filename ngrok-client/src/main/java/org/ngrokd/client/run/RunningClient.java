package org.ngrokd.client.run;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.ngrokd.certs.CertificateFileException;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.StatePlace;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.inspect.Inspector;
import org.ngrokd.client.inspect.Replayer;
import org.ngrokd.client.inspect.TrafficWatch;
import org.ngrokd.client.service.Backlog;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.service.ServiceWatch;
import org.ngrokd.client.service.VisitorMemory;
import org.ngrokd.client.session.ClientThreads;
import org.ngrokd.client.session.EventFork;
import org.ngrokd.client.session.KeptClientId;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.web.WebServer;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.UserHome;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.ActiveRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs while a client does: its session with the server, its local services, and, where asked
 * for, those who look on. {@link #begin} returns at once; {@link #close} stops all of it.
 *
 * <p>Safe from any thread but its own event loops, which {@link #close} waits for.
 */
public final class RunningClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningClient.class);

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
  private final Uplink uplink;
  private final Agent agent;
  private Optional<WebServer> web = Optional.empty();

  private RunningClient(ClientConfig config, Uplink.Source uplinks, SessionEvents listener) {
    InspectOptions.Capture capture =
        config.inspect().capture().within(Runtime.getRuntime().maxMemory());
    this.exchanges = new ExchangeStore(capture);
    this.events = new EventFork(status, new Opening(), listener);
    if (capture.memory() < config.inspect().capture().memory()) {
      warn(
          "inspect_memory is more than half of the heap; "
              + capture.memory() / 1024
              + " KiB are used. Give java a larger -Xmx, or set inspect_memory lower");
    }
    Inspector inspector = new Inspector(capture, exchanges);
    LocalServices.Onlookers onlookers =
        new LocalServices.Onlookers(
            relays,
            new TrafficWatch(traffic, inspector),
            VisitorMemory.ofProcess(threads.loops().next()),
            services);
    this.id = KeptClientId.at(config.comeback().idFile(), threads.lookups());
    try {
      this.uplink = uplinks.make(config, new Uplink.Parts(threads, id, onlookers, events));
    } catch (SSLException e) {
      id.close();
      threads.stop(GRACE);
      throw new UserException("TLS cannot be set up: " + e.getMessage());
    } catch (CertificateFileException | UserException e) {
      id.close();
      threads.stop(GRACE);
      throw new UserException(String.valueOf(e.getMessage()));
    }
    this.agent =
        new Agent(
            new Agent.Watched(config.server(), status, traffic, exchanges),
            new Replayer(inspector, uplink::services, threads.loops()::next),
            new UplinkTunnels());
  }

  /**
   * Starts connecting and returns at once; {@code events} tells how it goes on.
   *
   * @throws UserException when it cannot run as asked: a certificate that cannot be read, say
   */
  public static RunningClient begin(ClientConfig config, SessionEvents events) {
    return begin(config, Uplink.Source.NGROK, events);
  }

  /**
   * The same, connected in another way.
   *
   * @throws UserException as there
   */
  public static RunningClient begin(
      ClientConfig config, Uplink.Source uplinks, SessionEvents events) {
    RunningClient client = new RunningClient(config, uplinks, events);
    client.services.start(client.threads.loops().next(), client.threads.lookups());
    client.uplink.start();
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
  public Optional<String> ownersWebAddress() {
    return web.map(WebServer::ownersUrl);
  }

  /** What its tunnels run on. */
  public EventLoopGroup loops() {
    return threads.loops();
  }

  /** What there is to look at. */
  public Agent agent() {
    return agent;
  }

  /**
   * Opens one more tunnel, as {@link Uplink#open} does.
   *
   * @throws UserException as there
   */
  public Future<List<Route>> open(TunnelConfig tunnel) {
    return uplink.open(tunnel);
  }

  /**
   * The same for one whose visitors the program itself serves.
   *
   * @param address the tunnel's
   * @param backlog where the program accepts them
   * @throws UserException as there
   */
  public Future<List<Route>> listen(
      TunnelConfig tunnel, LocalAddress.Program address, Backlog backlog) {
    uplink.services().accept(address, backlog);
    try {
      return uplink.open(tunnel);
    } catch (UserException | CertificateFileException e) {
      uplink.services().refuse(address);
      throw e;
    }
  }

  /** Closes a tunnel, as {@link Uplink#close} does. */
  public Future<?> close(String tunnel) {
    return uplink.close(tunnel);
  }

  /** The tunnels that are open, in the order they were opened; none while it is not connected. */
  public List<Route> routes() {
    return status.status().routes();
  }

  /**
   * Waits until all tunnels are open. Not on an event loop.
   *
   * @throws UserException when the server refuses, or they are not open in time; the client is
   *     closed then
   */
  public void awaitOpen(Duration timeout) {
    try {
      open.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      close();
      throw new UserException(status.status().reason());
    } catch (TimeoutException e) {
      close();
      throw new UserException(
          "The tunnels were not open within " + timeout.toSeconds() + " s: " + reason());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new UserException("Interrupted while the tunnels were being opened");
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
    uplink.stop();
    web.ifPresent(WebServer::stop);
    try {
      relays.drain(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.stop(GRACE);
    id.close();
  }

  /** What screens may do to tunnels. */
  private final class UplinkTunnels implements Agent.Tunnels {
    @Override
    public Future<List<Route>> open(TunnelConfig tunnel) {
      return uplink.open(tunnel);
    }

    @Override
    public Future<?> close(Route route) {
      return uplink.close(route);
    }
  }

  /** Waits for the tunnels. */
  private final class Opening implements SessionEvents {
    @Override
    public void allOpen() {
      open.complete(null);
    }

    @Override
    public void refused(String reason) {
      open.completeExceptionally(new UserException(reason));
    }
  }
}
