package org.ngrokd.client.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.dial.NameLookup;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.trust.ServerTrust;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.cli.UserException;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.protocol.net.TlsContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the client connected: one session after the other, with growing waits between.
 *
 * <pre>
 *   CONNECTING ──▶ ONLINE ──▶ WAITING ──▶ CONNECTING …
 *        └───────────┴──────▶ REFUSED, STOPPED
 * </pre>
 *
 * <p>Before the client was ever online, a refusal is final: something is wrong that waiting does
 * not cure. Afterwards it goes on trying: a server that restarts may still hold a name for a
 * moment.
 *
 * <p>Confined to its event loop, but for {@link #start} and {@link #stop}. Protocol: §6.
 */
public final class Reconnector {
  private enum State {
    CONNECTING,
    ONLINE,
    WAITING,
    REFUSED,
    STOPPED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  private final EventLoop loop;
  private final Session.Wiring wiring;
  private final SessionEvents events;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private final List<TunnelConfig> tunnels;
  private State state = State.CONNECTING;
  private boolean everOpen;
  private String clientId = "";
  private String lastWarning = "";
  private @Nullable Session session;

  private Reconnector(
      EventLoop loop, Session.Wiring wiring, List<TunnelConfig> tunnels, SessionEvents events) {
    this.loop = loop;
    this.wiring = wiring;
    this.tunnels = tunnels;
    this.events = events;
  }

  /**
   * A client that is not connected yet.
   *
   * @param watching sees the visitors that are being served
   * @throws SSLException when TLS cannot be set up
   */
  public static Reconnector of(
      ClientConfig config,
      ClientThreads threads,
      LocalServices.Watching watching,
      SessionEvents events)
      throws SSLException {
    ServerTrust trust = ServerTrust.in(config.server(), config.trust(), System.getenv());
    Dialer dialer = new Dialer(threads.transport(), new NameLookup(threads.lookups()));
    ServerConnector connector =
        new ServerConnector(config.server(), config.httpProxy(), TlsContexts.client(trust), dialer);
    List<TunnelConfig> tunnels = new CopyOnWriteArrayList<>(config.tunnels());
    Session.Wiring wiring =
        new Session.Wiring(
            connector,
            new LocalServices(config.tunnels(), dialer, watching, threads.lookups()),
            config.authToken(),
            tunnels,
            config.mux()
                ? Optional.of(WindowBudget.of(watching.memory().budget()))
                : Optional.empty(),
            ProxyLimits.ofProcess());
    return new Reconnector(threads.loops().next(), wiring, tunnels, events);
  }

  /** Begins the first session. From any thread. */
  public void start() {
    loop.execute(this::connect);
  }

  /** Ends the session and begins no other. From any thread. */
  public void stop() {
    loop.execute(
        () -> {
          state = State.STOPPED;
          if (session != null) {
            session.end("The client stops");
          }
        });
  }

  /**
   * Opens one more tunnel; it will be asked for again after each reconnection. From any thread but
   * an event loop: it may read files.
   *
   * @return its routes; fails with the reason, and then the tunnel is not kept
   * @throws UserException when there is a tunnel of this name, or a file cannot be read
   * @throws org.ngrokd.certs.CertificateFileException when a CA file cannot be read
   */
  public Future<List<Route>> open(TunnelConfig tunnel) {
    if (tunnels.stream().anyMatch(each -> each.name().equals(tunnel.name()))) {
      throw new UserException("there is a tunnel " + tunnel.name() + " already");
    }
    TunnelRequests.check(tunnel);
    wiring.services().add(tunnel);
    Promise<List<Route>> opened = loop.newPromise();
    loop.execute(() -> open(tunnel, opened));
    return opened;
  }

  private void open(TunnelConfig tunnel, Promise<List<Route>> opened) {
    tunnels.add(tunnel);
    opened.addListener(
        done -> {
          if (!done.isSuccess()) {
            forget(tunnel);
          }
        });
    if (session == null) {
      opened.setFailure(new UserException(Session.NOT_CONNECTED));
    } else {
      session.open(tunnel, opened);
    }
  }

  private void forget(TunnelConfig tunnel) {
    tunnels.remove(tunnel);
    wiring.services().remove(tunnel);
  }

  /** Closes a tunnel, and asks for it no more. From any thread. */
  public void close(String tunnel) {
    loop.execute(
        () -> {
          List<TunnelConfig> closing =
              tunnels.stream().filter(each -> each.name().equals(tunnel)).toList();
          if (session != null) {
            session.close(tunnel);
          }
          closing.forEach(this::forget);
        });
  }

  /** The local services of all tunnels. */
  public LocalServices services() {
    return wiring.services();
  }

  private void connect() {
    if (state == State.REFUSED || state == State.STOPPED) {
      return;
    }
    state = State.CONNECTING;
    events.connecting();
    session = new Session(loop, wiring, new Life());
    session.begin(clientId);
  }

  private void retry(String reason) {
    if (state == State.CONNECTING || state == State.ONLINE) {
      state = State.WAITING;
      Duration wait = backoff.next();
      LOG.warn("{}; trying again in {} ms", reason, wait.toMillis());
      events.waiting(reason, wait);
      loop.schedule(this::connect, wait.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
    }
  }

  private void giveUp(String reason) {
    state = State.REFUSED;
    LOG.error("Giving up: {}", reason);
    events.refused(reason);
  }

  /** What becomes of a session. */
  private final class Life implements Session.Owner {
    @Override
    public void online(AuthResp answer) {
      state = State.ONLINE;
      clientId = answer.clientId();
      events.online(answer.mmVersion());
      if (OldServerDuties.areOurs(answer)) {
        OldServerDuties.told(wiring.tunnels()).ifPresent(this::warn);
      }
    }

    /** Once: it is the same after every reconnection. */
    private void warn(String line) {
      if (!line.equals(lastWarning)) {
        lastWarning = line;
        LOG.warn("{}", line);
        events.warned(line);
      }
    }

    @Override
    public void opened(Route route) {
      events.opened(route);
    }

    @Override
    public void closed(Route route) {
      events.closed(route);
    }

    @Override
    public void ponged(Duration latency) {
      events.ponged(latency);
    }

    @Override
    public void allOpen() {
      everOpen = true;
      backoff.reset();
      events.allOpen();
    }

    @Override
    public void refused(String reason) {
      if (!everOpen) {
        giveUp(reason);
      }
    }

    @Override
    public void ended(String reason) {
      retry(reason);
    }

    @Override
    public void failed(String reason, boolean untrusted) {
      if (untrusted && !everOpen) {
        giveUp(reason);
      } else {
        retry(reason);
      }
    }
  }
}
