package org.ngrokd.server.control;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ngrokd.protocol.Extension;
import org.ngrokd.protocol.Masked;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.Closed;
import org.ngrokd.protocol.Message.Move;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.ProtocolVersion;
import org.ngrokd.server.access.Account;
import org.ngrokd.server.proxy.ClientWays;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.QuotaSource;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.streams.net.ChannelTask;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.net.RoundTrip;
import org.slf4j.event.Level;

/**
 * One client, as long as its control connection lives: its id, its tunnels, its proxy connections.
 *
 * <pre>
 *   NEW ──Auth──▶ ONLINE ──▶ CLOSING ──everything freed──▶ CLOSED
 *    └───────refused───────────▲
 * </pre>
 *
 * <p>In NEW it waits for whoever knows accounts ({@link Login}), then for the control connection
 * that the same client had before, and has nothing that others could find. ONLINE it has tunnels,
 * ways on which visitors come ({@link ClientWays}) and a heartbeat, and others know it as a {@link
 * Holder}. CLOSING begins with whatever ends it, once: the ways close to new visitors, names and
 * ports are freed one after the other, and only then, CLOSED, may the next one of the same client
 * go on. Who is refused hears why after a while ({@link Farewell}), and is ignored until then.
 *
 * <p>Confined to the event loop of its channel, but for {@link #offer} and {@link #shutDown}, which
 * any thread may call. Protocol: §3.
 */
public final class ControlConnection {
  /**
   * A Pong within microseconds of its Ping makes the original's client drop the connection as stale
   * (it notes the time of the ping after sending it). Protocol: §12.
   */
  private static final Duration PONG_DELAY = Duration.ofMillis(5);

  /** What this server can do beyond 1.7; multiplexing can be turned off. */
  private static final List<String> KNOWN =
      List.of(
          Extension.HALF_CLOSE,
          Extension.TUNNEL_SETTINGS,
          Extension.MUX,
          Extension.CLOSE_TUNNEL,
          Extension.CLOSED,
          Extension.MOVE,
          Extension.POOL,
          Extension.HTTP_AUTHS,
          Extension.SERVICE_STATE,
          Extension.HOMES,
          Extension.RESERVE);

  private enum State {
    NEW,
    ONLINE,
    CLOSING,
    CLOSED
  }

  private final Channel channel;
  private final ControlContext context;
  private final Heartbeat heartbeat;
  private final ClientWays ways;
  private final Presence presence;
  private final Holder holder;
  private final Farewell farewell;
  private final Promise<Void> gone;
  private Optional<ToldHomes> homes = Optional.empty();
  private Promise<Boolean> moving;
  private Future<?> predecessorGone;
  private ConnectionLog log;
  private State state = State.NEW;
  private boolean isRefused;
  private boolean isInReserve;
  private Login.Known identity = new Login.Known(Account.ANYBODY, "", "");
  private List<String> extensions = List.of();
  private @Nullable ControlTunnels tunnels;
  private volatile @Nullable Sighting sighting;

  /** The control connection of this channel, which has not said who it is yet. */
  ControlConnection(Channel channel, ControlContext context, ConnectionLog log) {
    this.channel = channel;
    this.context = context;
    this.log = log;
    EventLoop loop = channel.eventLoop();
    this.gone = loop.newPromise();
    this.moving = loop.newPromise();
    this.predecessorGone = loop.newSucceededFuture(null);
    this.heartbeat = new Heartbeat(loop, () -> shutDown("Lost heartbeat").addListener(done -> {}));
    this.ways =
        new ClientWays(
            channel.eventLoop(),
            context.gate().waitingRoom(channel),
            context.mux(),
            () -> send(new ReqProxy()));
    this.presence = new Presence(channel, ways, this::shutDown);
    this.holder = new ControlHolder(this);
    this.farewell = new Farewell(channel, context, this::leave);
  }

  /** Answers the client's first message. Completes once the client may go on. */
  Future<?> authenticate(Auth auth) {
    Promise<Void> answered = channel.eventLoop().newPromise();
    new Login(context.identities(), channel.eventLoop())
        .decide(auth, outcome -> decided(auth, outcome, answered));
    return answered;
  }

  private void decided(Auth auth, Login.Outcome outcome, Promise<Void> answered) {
    if (state != State.NEW) {
      return; // it left while it waited
    }
    if (outcome instanceof Login.Known known) {
      identity = known;
      log = log.ownedBy(Masked.id(known.clientId()));
      context.holders().add(holder);
      isInReserve = agreed(auth).contains(Extension.RESERVE);
      if (!isInReserve) {
        replaceOwnLife();
      }
      goOn(auth, answered);
    } else if (outcome instanceof Login.Refused refused) {
      isRefused = true;
      farewell.login(refused.kind(), refused.error(), log);
    } else if (outcome instanceof Login.Undecided undecided) {
      log.debug("Whose token it is cannot be known now: {}", undecided.why());
      shutDown("Accounts cannot be asked").addListener(done -> {});
    }
  }

  /** The control connection that the same client had before goes first. */
  private void replaceOwnLife() {
    predecessorGone =
        context
            .registry()
            .replace(identity.clientId(), this)
            .orElseGet(() -> channel.eventLoop().newSucceededFuture(null));
  }

  private void goOn(Auth auth, Promise<Void> answered) {
    EventLoop loop = channel.eventLoop();
    predecessorGone.addListener(
        before ->
            loop.execute(
                () -> {
                  accept(auth);
                  answered.setSuccess(null);
                }));
  }

  private void accept(Auth auth) {
    if (state != State.NEW) {
      return; // replaced or lost while it waited
    }
    Optional<String> sentAway = context.dismissals().refusal(identity.clientId());
    if (sentAway.isPresent()) {
      isRefused = true;
      farewell.login(sentAway.get(), Level.DEBUG, log);
      return;
    }
    Optional<String> tooMany = context.gate().refusalOfControl(channel);
    if (tooMany.isPresent()) {
      isRefused = true;
      farewell.login(tooMany.get(), Level.DEBUG, log); // the gate has told it
      return;
    }
    context.gate().identified(channel);
    moveTo(State.ONLINE);
    extensions = agreed(auth);
    sighting = new Sighting(channel, identity, auth);
    EventLoop loop = channel.eventLoop();
    Account account = identity.account();
    ProxySource source = new QuotaSource(ways.agree(extensions), account);
    Owner owner =
        new Owner(
            identity.clientId(),
            PeerAddress.ip(channel),
            source,
            account,
            context.places(channel),
            holder);
    tunnels = new ControlTunnels(context.tunnels(), loop, owner, new Answers(), log.id());
    log.info(
        "New control connection from {}{}{}",
        PeerAddress.of(channel),
        account.name().isEmpty() ? "" : " with the token of " + account.name(),
        isInReserve ? ", in reserve" : "");
    send(
        new AuthResp(
            ProtocolVersion.PROTOCOL,
            ProtocolVersion.SOFTWARE,
            identity.clientId(),
            "",
            extensions));
    if (extensions.contains(Extension.HOMES)) {
      homes = context.homes().map(now -> new ToldHomes(now, this::send));
      homes.ifPresent(ToldHomes::look);
    }
    if (!isInReserve) {
      ways.warm();
    }
    heartbeat.start();
  }

  private List<String> agreed(Auth auth) {
    return KNOWN.stream()
        .filter(auth.extensions()::contains)
        .filter(name -> !isOfHomes(name) || context.homes().isPresent())
        .filter(name -> !isOfHomes(name) || auth.extensions().contains(Extension.HOMES))
        .filter(name -> !isOfMux(name) || context.mux().isPresent())
        .filter(name -> !isOfMux(name) || auth.extensions().contains(Extension.MUX))
        .toList();
  }

  /**
   * A client of one connection for each visitor cannot be at two servers: new ones are the
   * successor's, whichever server asked for them.
   */
  private static boolean isOfMux(String extension) {
    return extension.equals(Extension.MUX) || extension.equals(Extension.MOVE);
  }

  private static boolean isOfHomes(String extension) {
    return extension.equals(Extension.HOMES) || extension.equals(Extension.RESERVE);
  }

  /** {@link Holder#homesChanged}. From any thread. */
  void homesChanged() {
    channel.eventLoop().execute(() -> homes.ifPresent(ToldHomes::look));
  }

  /** {@link Holder#leave}. From any thread. */
  Future<Boolean> leave() {
    Promise<Boolean> asked = channel.eventLoop().newPromise();
    channel
        .eventLoop()
        .execute(
            () -> {
              moving = asked;
              boolean hasOther =
                  state == State.ONLINE && homes.filter(ToldHomes::leave).isPresent();
              if (!hasOther || isInReserve) {
                asked.trySuccess(false);
              }
            });
    return asked;
  }

  /** {@link Holder#isElsewhere}. From any thread. */
  void isElsewhere(PublicUrl url) {
    channel.eventLoop().execute(() -> lost(url));
  }

  /** The others may follow it, and until then they are here. */
  private void lost(PublicUrl url) {
    if (tunnels == null || !tunnels.close(url.toString(), "its client is at another server")) {
      return;
    }
    if (tunnels.size() == 0) {
      moving.trySuccess(true);
      close("Its client is at another server");
    }
  }

  /** {@link Holder#move}. From any thread. */
  Future<Boolean> move() {
    Promise<Boolean> asked = channel.eventLoop().newPromise();
    channel.eventLoop().execute(() -> move(asked));
    return asked;
  }

  private void move(Promise<Boolean> asked) {
    moving = asked; // an earlier one came to nothing
    if (state == State.ONLINE && extensions.contains(Extension.MOVE)) {
      send(new Move());
    } else {
      asked.trySuccess(false);
    }
  }

  /** The client has its tunnels at the other server. */
  void moved() {
    moving.trySuccess(true);
  }

  /** Opens tunnels; each is answered in turn. */
  void requestTunnel(ReqTunnel request) {
    if (isInReserve && state == State.ONLINE) {
      log.info("No reserve any more: its client asks for its tunnels here");
      isInReserve = false;
      replaceOwnLife();
      ways.warm();
    }
    if (predecessorGone.isDone()) {
      open(request);
    } else {
      predecessorGone.addListener(gone -> channel.eventLoop().execute(() -> open(request)));
    }
  }

  private void open(ReqTunnel request) {
    if (tunnels != null && state == State.ONLINE) {
      tunnels.request(request);
    }
  }

  /** Closes one tunnel of a client that has agreed on it. */
  void closeTunnel(String url) {
    if (tunnels != null && state == State.ONLINE && extensions.contains(Extension.CLOSE_TUNNEL)) {
      tunnels.close(url, "its client wants so");
    }
  }

  /** What a client says of its service that has agreed to say it. */
  void serviceIs(String url, boolean isWell) {
    if (tunnels != null && state == State.ONLINE && extensions.contains(Extension.SERVICE_STATE)) {
      tunnels.serviceIs(url, isWell, log);
    }
  }

  Future<Boolean> isThere() {
    return presence.isThere();
  }

  Account account() {
    return identity.account();
  }

  String clientId() {
    return identity.clientId();
  }

  /** A client whose token is gone goes too. From any thread. */
  void checkAccount() {
    var unused =
        context
            .identities()
            .accounts()
            .isCurrent(identity.account(), identity.token())
            .thenAccept(
                isCurrent -> {
                  if (!isCurrent) {
                    shutDown("Its token is not valid any more").addListener(done -> {});
                  }
                });
  }

  /** What people see of it; empty before it is let in. From any thread. */
  Optional<Holder.About> about() {
    return Optional.ofNullable(sighting).map(Sighting::about);
  }

  /** {@link Holder#roundTrip}. From any thread. */
  Optional<Duration> roundTrip() {
    return RoundTrip.of(channel);
  }

  /** {@link Holder#close(PublicUrl, String)}. From any thread. */
  Future<Boolean> takeTunnel(PublicUrl url, String reason) {
    Promise<Boolean> taken = channel.eventLoop().newPromise();
    channel.eventLoop().execute(() -> taken.setSuccess(take(url, reason)));
    return taken;
  }

  private boolean take(PublicUrl url, String reason) {
    if (tunnels == null || state != State.ONLINE || !tunnels.close(url.toString(), reason)) {
      return false;
    }
    if (extensions.contains(Extension.CLOSED)) {
      send(new Closed(url.toString(), reason));
      return true;
    }
    context.dismissals().add(identity.clientId(), url, reason);
    if (tunnels.size() == 0) { // it comes back for it, and hears why it is not given
      shutDown("Its only tunnel was closed").addListener(done -> {});
    }
    return true;
  }

  /** {@link Holder#dismiss}. From any thread. */
  Future<Void> dismiss(String reason) {
    channel.eventLoop().execute(() -> sendAway(reason));
    return gone;
  }

  private void sendAway(String reason) {
    if (state != State.ONLINE) {
      close(reason);
    } else if (extensions.contains(Extension.CLOSED)) {
      leave(new Closed("", reason), reason);
    } else {
      context.dismissals().add(identity.clientId(), reason);
      close(reason);
    }
  }

  /** Nothing that the client says matters any more. */
  boolean isRefused() {
    return isRefused;
  }

  void pinged() {
    heard();
    heartbeat.pinged();
    later(PONG_DELAY, () -> send(new Pong()));
  }

  /**
   * Takes a proxy connection that registered under this client's id. On the event loop of that
   * connection.
   *
   * @param manyStreams whether it is to carry many
   */
  public void offer(Channel proxy, boolean manyStreams, ConnectionLog proxyLog) {
    ways.offer(proxy, manyStreams, proxyLog.ownedBy(Masked.id(identity.clientId())));
    channel.eventLoop().execute(this::heard);
  }

  private void heard() {
    presence.heard();
    if (sighting != null) {
      sighting.seen();
    }
  }

  /**
   * Ends the connection and frees everything that belongs to it. From any thread, any number of
   * times.
   *
   * @return completes when everything is free
   */
  public Future<Void> shutDown(String reason) {
    channel.eventLoop().execute(() -> close(reason));
    return gone;
  }

  private void close(String reason) {
    if (state == State.CLOSING || state == State.CLOSED) {
      return;
    }
    if (state == State.ONLINE) {
      log.info("{}, closing the control connection and its tunnels", reason);
    }
    moveTo(State.CLOSING);
    context.gate().controlEnds(channel);
    heartbeat.stop();
    moving.trySuccess(false);
    presence.end();
    ways.close();
    channel.close().addListener(closed -> {});
    Runnable freed = () -> channel.eventLoop().execute(this::freed);
    if (tunnels == null) {
      freed.run();
    } else {
      tunnels.closeAll(freed);
    }
  }

  private void freed() {
    context.registry().remove(identity.clientId(), this);
    context.holders().remove(holder);
    moveTo(State.CLOSED);
    predecessorGone.addListener(before -> gone.trySuccess(null));
  }

  private void leave(Message last, String reason) {
    send(last);
    shutDown(reason).addListener(done -> {});
  }

  private void send(Message message) {
    channel
        .writeAndFlush(message)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                log.debug("{} was not sent: {}", message, written.cause().toString());
              }
            });
  }

  /** Sends the answers of the tunnels. */
  private final class Answers implements ControlTunnels.Answers {
    @Override
    public void answer(NewTunnel answer) {
      send(answer);
    }

    @Override
    public Optional<String> refusal(PublicUrl url) {
      return context.dismissals().refusal(identity.clientId(), url);
    }

    /** The client has no use for this connection any more. */
    @Override
    public void refusedTheOnlyOne(NewTunnel refusal) {
      farewell.tunnel(refusal, log);
    }
  }

  private void later(Duration delay, Runnable action) {
    channel
        .eventLoop()
        .schedule(new ChannelTask(channel, action), delay.toNanos(), TimeUnit.NANOSECONDS)
        .addListener(done -> {});
  }

  private void moveTo(State next) {
    assert channel.eventLoop().inEventLoop();
    boolean allowed =
        switch (next) {
          case NEW -> false;
          case ONLINE -> state == State.NEW;
          case CLOSING -> state == State.NEW || state == State.ONLINE;
          case CLOSED -> state == State.CLOSING;
        };
    if (!allowed) {
      throw new IllegalStateException(state + " -> " + next);
    }
    state = next;
  }
}
