package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.service.LocalServices;
import org.ngrokd.client.service.ServerDuties;
import org.ngrokd.client.service.Visit;
import org.ngrokd.client.session.TunnelRequests.Wanted;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.protocol.ProtocolVersion;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * One connected life of the control connection: it authenticates, asks for the tunnels, pings, and
 * opens proxy connections when the server asks for them.
 *
 * <pre>
 *   CONNECTING ──connected──▶ AUTHENTICATING ──let in──▶ ONLINE
 *        └────────────────────────────┴───────────────────┴────▶ OVER
 * </pre>
 *
 * <p>Confined to its event loop, but for {@link #visit}. Protocol: §6.
 */
final class Session {
  private enum State {
    CONNECTING,
    AUTHENTICATING,
    ONLINE,
    OVER
  }

  /** What the server said that it can do beyond 1.7; nothing before it has let us in. */
  private record Abilities(boolean heedsSettings, boolean closesTunnels, boolean multiplexes) {
    private static final Abilities UNKNOWN = new Abilities(true, false, false);

    static Abilities of(AuthResp answer) {
      return new Abilities(
          !OldServerDuties.areOurs(answer),
          answer.extensions().contains(Extension.CLOSE_TUNNEL),
          answer.extensions().contains(Extension.MUX));
    }
  }

  /** The server's answer to Auth; the original has no limit and hangs. */
  private static final Duration AUTH_WITHIN = Duration.ofSeconds(15);

  static final String NOT_CONNECTED = "there is no connection to the server at the moment";

  private static final String REFUSED = "Failed to authenticate to server: ";

  /** A server that is silent for this long is perhaps none. */
  private static final Duration HINT_AFTER = Duration.ofMillis(1500);

  private final EventLoop loop;
  private final Surroundings surroundings;
  private final Owner owner;
  private final ConnectionLog log = ConnectionLog.next(ConnectionType.CTL);
  private final Routes routes = new Routes();
  private final ProxyConnections proxies;
  private final Heartbeat heartbeat;
  private final TunnelRequests requests;
  private final List<Refusal> untold = new ArrayList<>();
  private final Set<TunnelConfig> askingAgain = new HashSet<>();
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> authTimer;
  private String clientId = "";
  private final Map<TunnelConfig, Promise<List<Route>>> added = new HashMap<>();
  private State state = State.CONNECTING;
  private volatile Abilities server = Abilities.UNKNOWN;

  /**
   * What every session of a client works with.
   *
   * @param refused what servers refused so far
   * @param mux with what to multiplex; empty: that is turned off
   * @param limits of the connections that a server may ask for
   */
  record Surroundings(
      ServerConnector connector,
      LocalServices services,
      String authToken,
      List<TunnelConfig> tunnels,
      RefusedTunnels refused,
      Optional<WindowBudget> mux,
      ProxyLimits limits) {
    List<String> extensions() {
      Stream<String> always =
          Stream.of(Extension.HALF_CLOSE, Extension.TUNNEL_SETTINGS, Extension.CLOSE_TUNNEL);
      return Stream.concat(always, mux.stream().map(budget -> Extension.MUX)).toList();
    }
  }

  /** Hears what becomes of the session. */
  interface Owner {
    void online(AuthResp answer);

    void opened(Route route);

    /** Each tunnel is open, or was refused; at least one is open. */
    void settled();

    /** A part of a tunnel is refused, while others are open; it is asked for again. */
    void refused(Refusal refusal, Duration wait);

    /** There is no answer yet, after longer than a server takes. */
    void silent();

    /** Something that the user should know. */
    void warned(String line);

    /** This server takes one protocol in a request. */
    void takesOneByOne();

    /** A tunnel was closed by {@link Session#close}. */
    void closed(Route route);

    /** The server answered a ping. */
    void ponged(Duration latency);

    /** The server does not let us in; the session ends with it. */
    void turnedAway(String error);

    /** The server opens nothing of what was asked for; the session ends with it. */
    void allRefused();

    /** The session is over. Told once. */
    void ended(String reason);

    /**
     * The connection could not be made.
     *
     * @param untrusted the server's certificate was not accepted
     */
    void failed(String reason, boolean untrusted);
  }

  /**
   * @param joins whether several protocols may be asked for in one request
   */
  Session(EventLoop loop, Surroundings surroundings, boolean joins, Owner owner) {
    this.loop = loop;
    this.surroundings = surroundings;
    this.owner = owner;
    this.proxies =
        new ProxyConnections(
            loop, surroundings.connector(), routes, this::visit, surroundings.limits());
    this.heartbeat =
        new Heartbeat(
            loop,
            System::currentTimeMillis,
            () -> send(new Ping()),
            () -> end("The server did not answer a ping within 15 s"));
    this.requests = new TunnelRequests(loop, joins, new Tunnels());
  }

  /**
   * Connects and authenticates.
   *
   * @param presentedId the client id of the session before, "" for a new one
   */
  void begin(String presentedId) {
    loop.schedule(this::hint, HINT_AFTER.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
    surroundings
        .connector()
        .connect(
            loop,
            log,
            opened -> opened.pipeline().addLast(HandlerNames.ROLE, new SessionHandler(this, log)))
        .addListener(
            (Future<Channel> connected) -> {
              if (connected.isSuccess()) {
                authenticate(connected.getNow(), presentedId);
              } else {
                failed(connected.cause());
              }
            });
  }

  /** A server that answers late is a rare thing, a wrong server_addr is not. */
  private void hint() {
    if (state == State.CONNECTING || state == State.AUTHENTICATING) {
      owner.silent();
    }
  }

  private void failed(Throwable cause) {
    if (state != State.OVER) {
      moveTo(State.OVER);
      owner.failed(
          surroundings.connector().reason(cause),
          UntrustedServerException.messageIn(cause).isPresent());
    }
  }

  private void authenticate(Channel connected, String presentedId) {
    channel = connected;
    if (state == State.OVER) { // stopped meanwhile
      connected.close().addListener(closed -> {});
      return;
    }
    moveTo(State.AUTHENTICATING);
    authTimer =
        loop.schedule(
            () -> end("The server did not answer within 15 s"),
            AUTH_WITHIN.toMillis(),
            TimeUnit.MILLISECONDS);
    Auth auth =
        new Auth(
            ProtocolVersion.PROTOCOL,
            ProtocolVersion.SOFTWARE,
            surroundings.authToken(),
            "",
            GoPlatform.os(),
            GoPlatform.arch(),
            presentedId,
            surroundings.extensions());
    MessageLimits.excess(auth).ifPresentOrElse(this::turnedAway, () -> send(auth));
  }

  void authAnswered(AuthResp answer) {
    if (state != State.AUTHENTICATING) {
      return; // a second answer is ignored
    }
    stopAuthTimer();
    if (!answer.error().isEmpty()) {
      turnedAway(Printable.sentence(answer.error()));
      return;
    }
    clientId = answer.clientId();
    moveTo(State.ONLINE);
    Abilities abilities = Abilities.of(answer);
    server = abilities;
    proxies.begin(clientId, surroundings.mux().filter(mux -> abilities.multiplexes()));
    log.info(
        "Authenticated with {}, client id {}",
        surroundings.connector().server(),
        Masked.id(clientId));
    owner.online(answer);
    heartbeat.start();
    requests.ask(surroundings.refused().inOrder(surroundings.tunnels()));
  }

  private void turnedAway(String error) {
    owner.turnedAway(error);
    end(REFUSED + error);
  }

  void tunnelAnswered(NewTunnel answer) {
    requests.answered(answer);
  }

  void ponged() {
    heartbeat.ponged().ifPresent(owner::ponged);
  }

  /**
   * Opens a tunnel that was not there when the session began.
   *
   * @param opened its routes, or fails with the reason
   */
  void open(TunnelConfig tunnel, Promise<List<Route>> opened) {
    if (state != State.ONLINE) {
      opened.setFailure(new UserException(NOT_CONNECTED));
      return;
    }
    added.put(tunnel, opened);
    requests.ask(List.of(Wanted.all(tunnel)));
  }

  /**
   * Closes a tunnel; with a server that knows no way to, the session ends and has to begin anew.
   */
  void close(String tunnel) {
    List<Route> closing = routes.remove(tunnel);
    for (Route route : closing) {
      if (server.closesTunnels()) {
        send(new CloseTunnel(route.url()));
      }
      log.info("Tunnel closed at {}", Printable.sentence(route.url()));
      owner.closed(route);
    }
    if (!server.closesTunnels() && !closing.isEmpty()) {
      end("A tunnel was closed; this server knows it only when the client connects again");
    }
  }

  void pinged() {
    send(new Pong());
  }

  void proxyRequested() {
    if (state == State.ONLINE) { // else there is nothing that it could be for
      proxies.asked();
    }
  }

  /** On the visitor's event loop. */
  private void visit(Route route, RelayEnd visitor, EventLoop visitorLoop, String clientAddr) {
    ServerDuties duties =
        server.heedsSettings() ? ServerDuties.NONE : OldServerDuties.of(route, routes);
    surroundings
        .services()
        .of(route.config(), route.protocol())
        .serve(new Visit(visitor, visitorLoop, route.url(), clientAddr, duties));
  }

  void disconnected() {
    requests.disconnected();
    endRefused(
        state == State.ONLINE
            ? "The server closed the connection"
            : surroundings.connector().wordlessEnd());
  }

  /** Ends; with what was refused as the reason, if that is all that became of this session. */
  private void endRefused(String otherwise) {
    if (state == State.OVER || untold.isEmpty() || !routes.all().isEmpty()) {
      end(otherwise);
      return;
    }
    owner.allRefused();
    end(untold.get(0).text());
  }

  /** Ends the session; visitors that are being served are not cut off. */
  void end(String reason) {
    if (state == State.OVER) {
      return;
    }
    moveTo(State.OVER);
    log.info("Session ends: {}", reason);
    heartbeat.stop();
    requests.stop();
    stopAuthTimer();
    proxies.end();
    added.values().forEach(each -> each.tryFailure(new UserException(reason)));
    added.clear();
    if (channel != null) {
      channel.close().addListener(closed -> {});
    }
    owner.ended(reason);
  }

  private void stopAuthTimer() {
    if (authTimer != null) {
      authTimer.cancel(false);
    }
  }

  private void moveTo(State next) {
    assert loop.inEventLoop();
    boolean allowed =
        switch (next) {
          case CONNECTING -> false;
          case AUTHENTICATING -> state == State.CONNECTING;
          case ONLINE -> state == State.AUTHENTICATING;
          case OVER -> state != State.OVER;
        };
    if (!allowed) {
      throw new IllegalStateException(state + " -> " + next);
    }
    state = next;
  }

  private void send(Message message) {
    if (channel != null) {
      send(channel, message);
    }
  }

  private void send(Channel to, Message message) {
    to.writeAndFlush(message)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                log.debug("{} was not sent: {}", message, Failures.oneLine(sent.cause()));
              }
            });
  }

  /** What becomes of the tunnel requests. */
  private final class Tunnels implements TunnelRequests.Outcome {
    @Override
    public void send(ReqTunnel request) {
      Session.this.send(request);
    }

    @Override
    public void opened(Route route) {
      routes.add(route);
      surroundings.refused().opened(route);
      log.info("Tunnel established at {} for {}", Printable.sentence(route.url()), route.local());
      owner.opened(route);
      tellIfAdded(route.config());
    }

    private void tellIfAdded(TunnelConfig tunnel) {
      if (added.containsKey(tunnel)
          && routes.of(tunnel.name()).size() == tunnel.services().size()) {
        Promise<List<Route>> asked = added.remove(tunnel);
        if (asked != null) {
          asked.trySuccess(routes.of(tunnel.name()));
        }
      }
    }

    @Override
    public void refused(Refusal refusal) {
      Promise<List<Route>> asked = added.remove(refusal.tunnel());
      if (asked != null) {
        requests.forget(refusal.tunnel());
        close(refusal.tunnel().name());
        asked.tryFailure(new UserException(refusal.text()));
      } else if (refusal.isOfOptionalHttps()) {
        owner.warned("This server has no https: the tunnel is for http only");
      } else if (surroundings.tunnels().contains(refusal.tunnel())) { // it may be closed by now
        surroundings.refused().add(refusal);
        untold.add(refusal);
      }
    }

    @Override
    public void takesOneByOne() {
      owner.takesOneByOne();
    }

    @Override
    public void settled() {
      if (routes.all().isEmpty() && !untold.isEmpty()) {
        endRefused(untold.get(0).text());
        return;
      }
      untold.stream().map(Refusal::tunnel).distinct().toList().forEach(this::askLater);
      untold.clear();
      if (state != State.OVER) {
        owner.settled();
      }
    }

    private void askLater(TunnelConfig tunnel) {
      Duration wait = surroundings.refused().nextWait(tunnel);
      surroundings.refused().of(tunnel).forEach(refusal -> owner.refused(refusal, wait));
      if (askingAgain.add(tunnel)) {
        loop.schedule(() -> askAgain(tunnel), wait.toMillis(), TimeUnit.MILLISECONDS)
            .addListener(done -> {});
      }
    }

    private void askAgain(TunnelConfig tunnel) {
      askingAgain.remove(tunnel);
      List<String> protocols =
          surroundings.refused().of(tunnel).stream().map(Refusal::protocol).toList();
      if (state != State.OVER && !protocols.isEmpty()) {
        requests.ask(List.of(new Wanted(tunnel, protocols)));
      }
    }
  }
}
