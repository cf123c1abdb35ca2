package org.ngrokd.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.run.RunningClient;
import org.ngrokd.client.session.EventFork;
import org.ngrokd.client.session.SessionEvents;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;

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
 * <p>Tunnels may be added while it runs: {@link #forward} for a local service, {@link #listen} for
 * the program itself. It reconnects by itself for as long as it is not closed. Safe from any
 * thread.
 */
public final class NgrokClient implements AutoCloseable {
  private final RunningClient running;
  private final String metadata;
  private final AddedTunnels added;

  private NgrokClient(RunningClient running, String metadata, Duration patience) {
    this.running = running;
    this.metadata = metadata;
    this.added = new AddedTunnels(running, patience);
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What the builder was given, "" for nothing. */
  public String metadata() {
    return metadata;
  }

  /** Where the page with the last requests is, if there is one. */
  public Optional<String> webAddress() {
    return running.webAddress();
  }

  /** The tunnels that are open, in the order they were opened; none while it is not connected. */
  public List<OpenTunnel> tunnels() {
    return OpenTunnel.of(running.routes());
  }

  /**
   * Adds a tunnel and waits until it is open. Not on an event loop.
   *
   * @throws NgrokException when the server refuses it, there is no connection at the moment, there
   *     is a tunnel of this name, or a file of it cannot be read
   */
  public Forwarder forward(TunnelSpec tunnel) {
    return added.forward(tunnel.config());
  }

  /**
   * Adds a tunnel whose visitors the program accepts itself, and waits until it is open. Not on an
   * event loop.
   *
   * @param tunnel as {@link Listener#http} and its like begin it; the local address of any other
   *     one is not used
   * @throws IllegalArgumentException when it asks for the PROXY protocol: {@link
   *     Connection#visitor} says who it is
   * @throws NgrokException as {@link #forward}
   */
  public Listener listen(TunnelSpec tunnel) {
    return added.listen(tunnel.config());
  }

  /**
   * Closes one tunnel, with all its protocols, and waits until its name may be used anew. Its
   * visitors are not cut off. Nothing happens when there is none of this name. Not on an event
   * loop.
   */
  public void closeTunnel(String name) {
    added.close(name);
  }

  /** Closes the tunnels, once. Visitors that are being served get a short grace. */
  @Override
  public void close() {
    added.stopListening();
    running.close();
    added.end();
  }

  /** What a client needs to know before it starts. Not for several threads at once. */
  public static final class Builder {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private Optional<HostAndPort> server = Optional.empty();
    private String authToken = "";
    private Trust trust = new Trust.HostRoots();
    private Optional<HttpProxy> httpProxy = Optional.empty();
    private final List<TunnelConfig> tunnels = new ArrayList<>();
    private final EventFork events = new EventFork();
    private String metadata = "";
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

    /** One more who hears how the client fares. */
    public Builder events(SessionEvents listener) {
      events.add(listener);
      return this;
    }

    /**
     * Hears each heartbeat that the server has answered, with the time that it took. One that is
     * not answered ends the connection, of which {@link SessionEvents#waiting} tells.
     *
     * @param heartbeat is called on an event loop and must not wait
     */
    public Builder onHeartbeat(Consumer<Duration> heartbeat) {
      return events(
          new SessionEvents() {
            @Override
            public void ponged(Duration latency) {
              heartbeat.accept(latency);
            }
          });
    }

    /**
     * Hears that the client has stopped for good: somebody at the server has disconnected it, or
     * does not let it in any more.
     *
     * @param stopped gets the reason; is called on an event loop and must not wait
     */
    public Builder onStop(Consumer<String> stopped) {
      return events(
          new SessionEvents() {
            @Override
            public void refused(String reason) {
              stopped.accept(reason);
            }
          });
    }

    /** Anything by which the program knows this client again; it stays here. */
    public Builder metadata(String text) {
      metadata = text;
      return this;
    }

    /** How long {@link #start} and its like wait for tunnels; 30 s unless told. */
    public Builder startTimeout(Duration timeout) {
      startTimeout = timeout;
      return this;
    }

    /**
     * Starts the client and waits until all its tunnels are open; without one, until the server has
     * let it in. Not on an event loop.
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
      try {
        RunningClient running = RunningClient.begin(config, events);
        running.awaitOpen(startTimeout);
        return new NgrokClient(running, metadata, startTimeout);
      } catch (UserException e) {
        throw new NgrokException(String.valueOf(e.getMessage()), e);
      }
    }
  }
}
