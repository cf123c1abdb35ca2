package org.ngrokd.client.pgrok;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.client.dial.NameLookup;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.service.ServerDuties;
import org.ngrokd.client.service.Visit;
import org.ngrokd.client.session.Backoff;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.client.session.Uplink;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.protocol.TunnelSettings;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.ssh.Forwarding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the client connected with a server of pgrok: one SSH connection after the other, with
 * growing waits between. A token or a host key that is not accepted is the end.
 *
 * <pre>
 *   CONNECTING ──▶ ONLINE ──▶ WAITING ──▶ CONNECTING …
 *        └───────────┴─────────┴──▶ OVER
 * </pre>
 *
 * <p>Confined to its event loop, but for what {@link Uplink} says.
 */
public final class SshUplink implements Uplink {
  /** A connection that was open for less does not make the next wait a short one. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(20);

  private static final int LONGEST_ADDRESS = 64;

  private static final Logger LOG = LoggerFactory.getLogger(SshUplink.class);

  private enum State {
    CONNECTING,
    ONLINE,
    WAITING,
    OVER
  }

  private final EventLoop loop;
  private final Uplink.Parts parts;
  private final SshConnection.Target target;
  private final HostKeyTrust trust;
  private final TunnelConfig tunnel;
  private final Dialer dialer;
  private final LocalServices services;
  private final SessionEvents events;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private State state = State.WAITING;

  /** Of a key that could be kept nowhere else. */
  private Optional<Fingerprint> seen = Optional.empty();

  private long onlineSince;
  private @Nullable SshConnection connection;

  private SshUplink(ClientConfig config, Uplink.Parts parts, HostKeyTrust trust) {
    this.loop = parts.threads().loops().next();
    this.parts = parts;
    this.trust = trust;
    this.tunnel = config.tunnels().get(0);
    if (!tunnel.settings().later().equals(TunnelSettings.Later.NONE)) {
      throw new UserException(
          "a tunnel by ssh shares its name with nobody and has no passwords: ask for it without"
              + " pooling and passwords, or from an ngrokd");
    }
    this.target =
        new SshConnection.Target(
            config.server(), config.authToken(), tunnel.services().keySet().iterator().next());
    this.dialer =
        new Dialer(parts.threads().transport(), new NameLookup(parts.threads().lookups()));
    this.services =
        new LocalServices(config.tunnels(), dialer, parts.onlookers(), parts.threads().lookups());
    this.events = parts.events();
  }

  /** Makes such: for one tunnel with one protocol, http or tcp. */
  public static Uplink.Source trusting(HostKeyTrust trust) {
    return (config, parts) -> new SshUplink(config, parts, trust);
  }

  @Override
  public void start() {
    loop.execute(this::connect);
  }

  @Override
  public void stop() {
    loop.execute(
        () -> {
          state = State.OVER;
          if (connection != null) {
            connection.end("The client stops");
          }
        });
  }

  @Override
  public Future<List<Route>> open(TunnelConfig more) {
    throw new UserException(
        "a connection by ssh has the one tunnel that it began with; start another ngrok for more");
  }

  @Override
  public Future<?> close(String name) {
    LOG.warn("The tunnel {} of a connection by ssh ends with the program", name);
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
  }

  @Override
  public LocalServices services() {
    return services;
  }

  private void connect() {
    if (state == State.OVER) {
      return;
    }
    state = State.CONNECTING;
    events.connecting();
    inFiles(
        () -> {
          try {
            KnownHosts known = KnownHosts.read(trust.known(), target.server());
            loop.execute(() -> connect(known));
          } catch (UserException e) {
            loop.execute(() -> refused(String.valueOf(e.getMessage())));
          }
        });
  }

  private void inFiles(Runnable task) {
    try {
      parts.threads().lookups().execute(task);
    } catch (RejectedExecutionException e) {
      state = State.OVER; // the client ends
    }
  }

  private void connect(KnownHosts known) {
    if (state == State.CONNECTING) {
      HostKeyCheck check =
          new HostKeyCheck(target.server(), trust.fingerprint().or(() -> seen), known);
      SshConnection next = new SshConnection(loop, target, check, new Life());
      connection = next;
      next.begin(dialer);
    }
  }

  /** What becomes of the connection. */
  private final class Life implements SshConnection.Owner {
    private String url = "";

    @Override
    public void first(PublicKey key) {
      keep(key);
    }

    @Override
    public void online(String version, String publicUrl) {
      url = publicUrl;
      state = State.ONLINE;
      onlineSince = System.nanoTime();
      LOG.info("The tunnel is open: {}", publicUrl);
      events.online(version);
      events.opened(new Route(tunnel, target.protocol(), publicUrl));
      events.allOpen();
    }

    @Override
    public void visited(RelayEnd visitor, Forwarding forwarding) {
      services
          .of(tunnel, target.protocol())
          .serve(new Visit(visitor, loop, url, sender(forwarding), new ServerDuties(true, "")));
    }

    /** An address has a few letters; what is longer is none. */
    private static String sender(Forwarding forwarding) {
      return forwarding.origin().length() > LONGEST_ADDRESS
          ? ""
          : new HostAndPort(forwarding.origin(), forwarding.originPort()).toString();
    }

    @Override
    public void refused(String reason) {
      SshUplink.this.refused(reason);
    }

    @Override
    public void ended(String reason) {
      again(reason);
    }
  }

  /** A key that was never seen is accepted, and has to be the same from now on. */
  private void keep(PublicKey key) {
    String where = trust.kept().map(file -> " and kept in " + file).orElse("");
    warn(
        "%s is new: its host key %s is accepted%s. Compare it with what the server's page or log says"
            .formatted(target.server(), HostKeyCheck.text(key), where));
    if (trust.kept().isEmpty()) {
      seen = HostKeyCheck.fingerprint(key);
    } else {
      Path file = trust.kept().get();
      inFiles(() -> keepIn(file, key));
    }
  }

  private void keepIn(Path file, PublicKey key) {
    try {
      KnownHosts.add(file, target.server(), key);
    } catch (IOException e) {
      loop.execute(() -> seen = HostKeyCheck.fingerprint(key));
      warn(
          "The host key of %s cannot be kept in %s: %s"
              .formatted(target.server(), file, FileFailure.reason(e)));
    }
  }

  private void warn(String line) {
    LOG.warn("{}", line);
    events.warned(line);
  }

  private void refused(String reason) {
    connection = null;
    if (state != State.OVER) {
      state = State.OVER;
      LOG.error("{}", reason);
      events.refused(reason);
    }
  }

  private void again(String reason) {
    connection = null;
    if (state == State.OVER) {
      return;
    }
    if (state == State.ONLINE && System.nanoTime() - onlineSince >= SHORT_LIFE.toNanos()) {
      backoff.reset();
    }
    state = State.WAITING;
    Duration wait = backoff.next();
    LOG.warn("{}; trying again in {} s", reason, wait.toSeconds());
    events.waiting(reason, wait);
    Runnable next = this::connect;
    loop.schedule(next, wait.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
  }
}
