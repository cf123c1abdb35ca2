package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.service.ServerDuties;
import org.ngrokd.client.service.Visit;
import org.ngrokd.client.session.TunnelRequests.Wanted;
import org.ngrokd.client.trust.UntrustedServerException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Homes;
import org.ngrokd.protocol.Message.Moved;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.protocol.ProtocolVersion;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;
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
 * <p>CONNECTING and AUTHENTICATING have their own ends of patience; ONLINE begins with the
 * heartbeat and the first requests for tunnels. Whatever comes later is for the {@link
 * SessionOwner}, who hears of an end once. It is long because all of it is one conversation with
 * one state.
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

  /** The server's answer to Auth; the original has no limit and hangs. */
  private static final Duration AUTH_WITHIN = Duration.ofSeconds(15);

  static final String NOT_CONNECTED = "there is no connection to the server at the moment";

  private static final String REFUSED = "Failed to authenticate to server: ";

  /** A server that is silent for this long is perhaps none. */
  private static final Duration HINT_AFTER = Duration.ofMillis(1500);

  private final EventLoop loop;
  private final SessionContext context;
  private SessionOwner owner;
  private final ConnectionLog log = ConnectionLog.next(ConnectionType.CTL);
  private final Routes routes = new Routes();
  private final ProxyConnections proxies;
  private final Heartbeat heartbeat;
  private final TunnelRequests requests;
  private final ServiceReports reports;
  private final List<Refusal> untold = new ArrayList<>();
  private final Set<TunnelConfig> askingAgain = new HashSet<>();
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> authTimer;
  private String clientId = "";
  private String version = "";
  private final Map<TunnelConfig, Promise<List<Route>>> added = new HashMap<>();
  private Homes homes = Homes.NONE;
  private State state = State.CONNECTING;
  private volatile ServerAbilities server = ServerAbilities.UNKNOWN;

  /**
   * @param joins whether several protocols may be asked for in one request
   */
  Session(EventLoop loop, SessionContext context, boolean joins, SessionOwner owner) {
    this.loop = loop;
    this.context = context;
    this.owner = owner;
    this.proxies =
        new ProxyConnections(loop, context.connector(), routes, this::visit, context.limits());
    this.heartbeat =
        new Heartbeat(
            loop,
            System::currentTimeMillis,
            () -> send(new Ping()),
            () -> end("The server did not answer a ping within 15 s"));
    this.requests = new TunnelRequests(loop, joins, new Tunnels());
    this.reports = new ServiceReports(loop, context.services(), routes, this::send);
  }

  /**
   * Connects and authenticates.
   *
   * @param presentedId the client id of the session before, "" for a new one
   */
  void begin(String presentedId) {
    loop.schedule(this::hint, HINT_AFTER.toMillis(), TimeUnit.MILLISECONDS).addListener(done -> {});
    context
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
          context.connector().reason(cause), UntrustedServerException.messageIn(cause).isPresent());
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
            context.authToken(),
            "",
            GoPlatform.os(),
            GoPlatform.arch(),
            presentedId,
            context.extensions());
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
    version = answer.mmVersion();
    moveTo(State.ONLINE);
    ServerAbilities abilities = ServerAbilities.of(answer);
    server = abilities;
    proxies.begin(clientId, context.mux().filter(mux -> abilities.multiplexes()));
    log.info(
        "Authenticated with {}, client id {}", context.connector().server(), Masked.id(clientId));
    owner.online(answer);
    heartbeat.start();
    if (abilities.later().hearsOfServices()) {
      reports.begin();
    }
    if (!context.isInReserve()) {
      requests.ask(context.refused().inOrder(context.tunnels()));
    }
  }

  /**
   * Asks for the tunnels, of which it has had none so far: it was in reserve.
   *
   * @param before what was open at the server before
   */
  void takeOver(Collection<Route> before) {
    log.info("Asking {} for the tunnels", address());
    requests.ask(
        context.refused().inOrder(context.tunnels()).stream()
            .map(
                each ->
                    new Wanted(each.tunnel(), each.protocols(), Before.of(each.tunnel(), before)))
            .toList());
  }

  void homesTold(Homes told) {
    if (state == State.ONLINE && server.later().tellsOfHomes()) {
      homes = told;
      HomeChoice.address(told.own()).ifPresent(proxies::at);
      owner.homesTold(told);
    }
  }

  /** What the server has said of others. */
  Homes homes() {
    return homes;
  }

  /** Whether it pings often, because there is another server to go to. */
  void watch(boolean isWanted) {
    heartbeat.often(isWanted, () -> owner.pongLate());
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

  /** Closes tunnels; with a server that knows no way to, the session ends and has to begin anew. */
  void close(Predicate<Route> which) {
    List<Route> closing = routes.remove(which);
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

  /** Somebody who looks after the server has closed a tunnel, or wants us to go. */
  void closed(Closed message) {
    String reason = Printable.sentence(message.reason());
    if (message.url().isEmpty()) {
      owner.dismissed("The server has disconnected this client: " + reason);
      return;
    }
    for (Route route : routes.remove(route -> route.url().equals(message.url()))) {
      context.refused().shut(route);
      owner.closed(route);
      owner.warned(
          "The server has closed the tunnel "
              + Printable.sentence(route.url())
              + ": "
              + reason
              + ". It stays closed until the client is started again");
    }
  }

  void moveAsked() {
    if (state == State.ONLINE) {
      owner.moveAsked();
    }
  }

  /** From now on somebody else hears what becomes of it. */
  void belongsTo(SessionOwner next) {
    owner = next;
  }

  /** The tunnels of this session are open at the other server, too. */
  void moved() {
    send(new Moved());
  }

  /** Where its server is. */
  HostAndPort address() {
    return context.connector().address();
  }

  /** What the server says of its version. */
  String version() {
    return version;
  }

  /** By which the server knows the client; "" before it is let in. */
  String clientId() {
    return clientId;
  }

  boolean isOnline() {
    return state == State.ONLINE;
  }

  /** What is open. */
  Collection<Route> routes() {
    return routes.all();
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
    context
        .services()
        .of(route.config(), route.protocol())
        .serve(new Visit(visitor, visitorLoop, route.url(), clientAddr, duties));
  }

  void disconnected() {
    requests.disconnected();
    endRefused(
        state == State.ONLINE
            ? "The server closed the connection"
            : context.connector().wordlessEnd());
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
    reports.end();
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
    public Optional<String> lackFor(TunnelConfig tunnel) {
      return server.lackFor(tunnel);
    }

    @Override
    public void opened(Route route) {
      routes.add(route);
      reports.opened(route);
      context.refused().opened(route);
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
        close(route -> route.tunnel().equals(refusal.tunnel().name()));
        asked.tryFailure(new UserException(refusal.text()));
      } else if (refusal.isOfOptionalHttps()) {
        owner.warned("This server has no https: the tunnel is for http only");
      } else if (context.tunnels().contains(refusal.tunnel())) { // it may be closed by now
        context.refused().add(refusal);
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
      Duration wait = context.refused().nextWait(tunnel);
      context.refused().of(tunnel).forEach(refusal -> owner.refused(refusal, wait));
      if (askingAgain.add(tunnel)) {
        loop.schedule(() -> askAgain(tunnel), wait.toMillis(), TimeUnit.MILLISECONDS)
            .addListener(done -> {});
      }
    }

    private void askAgain(TunnelConfig tunnel) {
      askingAgain.remove(tunnel);
      List<String> protocols =
          context.refused().of(tunnel).stream().map(Refusal::protocol).toList();
      if (state != State.OVER && !protocols.isEmpty()) {
        requests.ask(List.of(new Wanted(tunnel, protocols)));
      }
    }
  }
}
