package org.ngrokd.server.ssh;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.limits.Places;
import org.ngrokd.server.limits.SshStarts;
import org.ngrokd.server.limits.TokenBucket;
import org.ngrokd.server.limits.TunnelPlaces;
import org.ngrokd.server.limits.WaitingRoom;
import org.ngrokd.server.ssh.Forwards.Bound;
import org.ngrokd.server.ssh.screen.ShownForward;
import org.ngrokd.server.ssh.words.Hint;
import org.ngrokd.server.ssh.words.Kind;
import org.ngrokd.server.ssh.words.UserName;
import org.ngrokd.server.tunnel.Holder;
import org.ngrokd.server.tunnel.ProxySource;
import org.ngrokd.server.tunnel.PublicUrl;
import org.ngrokd.server.tunnel.TunnelRequest.Owner;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.net.RoundTrip;
import org.ngrokd.streams.ssh.SshLine;

/**
 * One client that came by ssh, from when it is known who it is until its connection is gone.
 *
 * <pre>
 *   ONLINE ──▶ CLOSING ──everything freed──▶ CLOSED
 * </pre>
 *
 * <p>ONLINE it may ask for forwards ({@link Forwards}), and others know it as a {@link Holder}.
 * CLOSING begins with whatever ends it, once.
 *
 * <p>It is longer than most: it is where all that a client may ask, and all that others may ask of
 * it, is handed to whoever does it.
 *
 * <p>Confined to the event loop of its connection, but for what {@link Holder} allows from any
 * thread.
 */
final class SshConnection {
  private static final AttributeKey<SshConnection> KEY = new AttributeKey<>();
  private static final AttributeKey<ConnectionLog> LOG = new AttributeKey<>();

  /** As OpenSSH's MaxSessions. */
  static final int MOST_SESSIONS = 10;

  /** To private tunnels, at a time: as many as a browser needs for a few pages. */
  static final int MOST_VISITS = 256;

  /** Channels that a client may ask for in a second, and at once after a silence. */
  private static final int OPENINGS = 50;

  private static final int OPENINGS_AT_ONCE = 500;

  private final SshLine line;
  private final SshContext context;
  private final Identity identity;
  private final UserName user;
  private final ConnectionLog log;
  private final TunnelPlaces places;
  private final WaitingRoom room;
  private final GlobalRequests requests;
  private final SignOfLife life;
  private final Command command;
  private final Forwards forwards;
  private final Holder holder = new SshHolder(this);
  private final Screens screens = new Screens();
  private final Places sessions = new Places(MOST_SESSIONS);
  private final Places visits = new Places(MOST_VISITS);
  private final TokenBucket openings =
      new TokenBucket(OPENINGS, OPENINGS_AT_ONCE, System.nanoTime());
  private final Promise<Void> gone;
  private final String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final Instant since = Instant.now();
  private volatile boolean isForced;
  private boolean isClosing;

  private SshConnection(
      SshLine line, SshContext context, PrivateTunnels privateTunnels, Identity identity) {
    this.line = line;
    this.context = context;
    this.identity = identity;
    this.user = UserName.of(line.session().getUsername());
    this.log = logOf(line.session());
    this.places = context.places(line);
    this.room = context.limits().gate().waitingRoom(line.socket());
    this.requests = new GlobalRequests(line);
    this.life = new SignOfLife(line, () -> close("Lost: nothing came for 35 s"));
    this.command = new Command(line, life);
    this.forwards = new Forwards(this, context, privateTunnels);
    this.gone = line.loop().newPromise();
  }

  /** The log of a connection that has begun. */
  static ConnectionLog logOf(Session session) {
    return session.getAttribute(LOG);
  }

  /** A connection has begun; who it is is not known yet. */
  static void begun(SshLine begun, ConnectionLog log) {
    begun.session().setAttribute(LOG, log);
  }

  /** The client of a session that has said who it is. */
  static SshConnection of(Session session) {
    SshConnection connection = session.getAttribute(KEY);
    if (connection == null) {
      throw new IllegalStateException("Nobody has logged in: " + session);
    }
    return connection;
  }

  /** It is known who the client is. */
  static void authenticated(Session session, SshContext context, PrivateTunnels privateTunnels) {
    Identity identity = session.getAttribute(SshLogin.IDENTITY);
    SshLine line = SshLine.of(session);
    SshConnection before = session.getAttribute(KEY);
    if (before != null) {
      var unused = before.shutDown("It said twice who it is");
      return;
    }
    SshConnection connection = new SshConnection(line, context, privateTunnels, identity);
    session.setAttribute(KEY, connection);
    connection.begin();
  }

  private void begin() {
    Optional<String> tooMany = context.limits().gate().refusalOfControl(line.socket());
    line.socket().closeFuture().addListener(closed -> close("Lost"));
    if (tooMany.isPresent()) {
      close(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, tooMany.get());
      return;
    }
    context.limits().gate().identified(line.socket());
    SshStarts.identified(line.socket());
    context.people().holders().add(holder);
    String name = identity.account().name();
    log.info(
        "New ssh connection from {}{}",
        PeerAddress.of(line.socket()),
        name.isEmpty() ? "" : " " + identity.proof().said() + " " + name);
  }

  EventLoop loop() {
    return line.loop();
  }

  SshLine line() {
    return line;
  }

  Identity identity() {
    return identity;
  }

  UserName user() {
    return user;
  }

  ConnectionLog log() {
    return log;
  }

  TunnelPlaces places() {
    return places;
  }

  /** Where its visitors wait until its ssh answers. */
  WaitingRoom room() {
    return room;
  }

  /** Its person wants names that another connection of the account has. Any thread. */
  boolean isForced() {
    return isForced;
  }

  void force() {
    isForced = true;
  }

  /** How many sessions there are, and may be. */
  Places sessions() {
    return sessions;
  }

  /** How many connections to private tunnels there are, and may be. */
  Places visits() {
    return visits;
  }

  /** Whether it may ask for a channel; who asks without end has to go. */
  boolean mayOpen() {
    boolean may = openings.take(System.nanoTime());
    if (!may) {
      close("It asks for channels without end");
    }
    return may;
  }

  Command command() {
    return command;
  }

  SshContext context() {
    return context;
  }

  /**
   * Whose a tunnel is.
   *
   * @param ordinal how many forwards its client asked for before: each has its own name remembered
   */
  Owner owner(ProxySource source, int ordinal) {
    return new Owner(
        identity.clientId(id) + (ordinal == 0 ? "" : " " + ordinal),
        PeerAddress.ip(line.socket()),
        source,
        identity.account(),
        places,
        holder);
  }

  /** A client asks for a forward. */
  boolean forward(boolean wantsReply, Bound bound) {
    return requests.add(
        wantsReply,
        reply -> {
          if (forwards.isHinted()) {
            command.none();
          }
          command
              .known()
              .addListener(
                  known -> forwards.open(bound, user, command.words(), new Answer(bound, reply)));
        });
  }

  /** Tells the client, and its session, what became of a request. */
  private final class Answer implements Forwards.Answer {
    private final Bound asked;
    private final GlobalRequests.Reply reply;

    Answer(Bound asked, GlobalRequests.Reply reply) {
      this.asked = asked;
      this.reply = reply;
    }

    @Override
    public void opened(int port, ShownForward forward) {
      reply.success(
          data -> {
            if (asked.port() == 0) {
              data.putUInt(port);
            }
          });
      screens.opened(forward);
    }

    /** The reason first, and shown, since many a client leaves with the failure. */
    @Override
    public void refused(String why) {
      log.info("Refused a forward: {}", Printable.sentence(why));
      if (screens.isEmpty()) {
        reply.failure();
        return;
      }
      screens.told(why);
      life.ask(reply::failure);
    }
  }

  boolean cancel(boolean wantsReply, Bound bound) {
    return requests.add(
        wantsReply,
        reply -> {
          if (forwards.cancel(bound)) {
            reply.success();
          } else {
            reply.failure();
          }
        });
  }

  /** pgrok's client says what it will ask for. */
  boolean hint(boolean wantsReply, byte[] json) {
    return requests.add(
        wantsReply,
        reply -> {
          Optional<Kind> kind = Hint.of(json);
          forwards.hint(kind);
          if (kind.isPresent()) {
            reply.success();
          } else {
            reply.failure();
          }
        });
  }

  /** pgrok's client wants to know where its tunnel is. */
  boolean serverInfo(boolean wantsReply) {
    return requests.add(
        wantsReply,
        reply -> {
          Optional<String> url = forwards.lastUrl();
          if (url.isPresent()) {
            reply.success(data -> data.putRawBytes(Hint.serverInfo(url.get())));
          } else {
            reply.failure();
          }
        });
  }

  /** Something that is answered in its turn. */
  boolean answer(boolean wantsReply, boolean isDone) {
    return requests.add(
        wantsReply,
        reply -> {
          if (isDone) {
            reply.success();
          } else {
            reply.failure();
          }
        });
  }

  /** Whether it has no forwards, and asks for none at the moment. */
  boolean asksForNothing() {
    return requests.isIdle() && forwards.size() == 0;
  }

  /** What its sessions show. */
  Screens screens() {
    return screens;
  }

  /** Whether the client answers. Any thread. */
  Future<Boolean> isThere() {
    Promise<Boolean> isThere = loop().newPromise();
    loop()
        .execute(
            () ->
                life.isThere()
                    .addListener(
                        (Future<Boolean> answered) -> {
                          if (answered.getNow() && !isClosing) {
                            isThere.setSuccess(true);
                          } else {
                            close("No sign of life, and another client wants what it has");
                            gone.addListener(free -> isThere.setSuccess(false));
                          }
                        }));
    return isThere;
  }

  /** One whose token or key is gone goes too. Any thread. */
  void checkAccount() {
    var unused =
        identity
            .isCurrent(context.people().accounts())
            .thenAccept(
                isCurrent -> {
                  if (!isCurrent) {
                    shutDown("What it came in with is not valid any more").addListener(done -> {});
                  }
                });
  }

  /** Takes one tunnel from it. Any thread. */
  Future<Boolean> takeTunnel(PublicUrl url, String reason) {
    Promise<Boolean> taken = loop().newPromise();
    loop()
        .execute(
            () -> {
              boolean had = forwards.close(url.toString(), reason);
              if (had) {
                screens.told(url + " was closed: " + reason);
              }
              if (had && forwards.size() == 0) {
                close("Its only tunnel was closed: " + reason);
              }
              taken.setSuccess(had);
            });
    return taken;
  }

  /** What people see of it. */
  Holder.About about() {
    return new Holder.About(
        id,
        identity.account().name(),
        "ssh",
        PeerAddress.of(line.socket()),
        Printable.field(String.valueOf(line.session().getClientVersion())),
        since,
        Instant.now().minusNanos(System.nanoTime() - line.heardAt()));
  }

  /** {@link org.ngrokd.server.tunnel.Holder#roundTrip}. From any thread. */
  Optional<Duration> roundTrip() {
    return RoundTrip.of(line.socket());
  }

  /** Ends it and frees everything that belongs to it. Any thread, any number of times. */
  Future<Void> shutDown(String reason) {
    loop().execute(() -> close(reason));
    return gone;
  }

  private void close(String reason) {
    close(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, reason);
  }

  private void close(int code, String reason) {
    if (isClosing) {
      return;
    }
    isClosing = true;
    log.info("{}, closing the ssh connection and its tunnels", reason);
    context.limits().gate().controlEnds(line.socket());
    life.end();
    forwards.closeAll(
        () ->
            loop()
                .execute(
                    () -> {
                      context.people().holders().remove(holder);
                      gone.trySuccess(null);
                    }));
    disconnect(code, reason);
  }

  private void disconnect(int code, String text) {
    if (line.session().isOpen()) {
      try {
        line.session().disconnect(code, text);
      } catch (IOException e) {
        line.session().exceptionCaught(e);
      }
    }
  }
}
