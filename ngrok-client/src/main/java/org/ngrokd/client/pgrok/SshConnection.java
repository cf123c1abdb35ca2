package org.ngrokd.client.pgrok;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.dial.Dialer;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.relay.CountedEnd;
import org.ngrokd.streams.relay.RelayEnd;
import org.ngrokd.streams.ssh.Forwarding;
import org.ngrokd.streams.ssh.SshHandler;
import org.ngrokd.streams.ssh.SshLine;
import org.ngrokd.streams.ssh.TakenChannel;

/**
 * One SSH connection to a server of pgrok, with its one tunnel, until it ends.
 *
 * <pre>
 *   begin ─▶ dialed ─▶ login ─▶ hint ─▶ tcpip-forward ─▶ server-info ─▶ online
 *     └──────────┴───────┴───────┴──────────┴────────────────┴───────────┴──▶ over
 * </pre>
 *
 * <p>Confined to its event loop, which visitors' channels share.
 */
final class SshConnection {
  /** How long all of it may take, until the URL is known. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofSeconds(5);

  /** After so much silence the server is asked; after so much more it is gone. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofSeconds(35);

  /** A server that opens channels without end finds this one: each is a connection to a service. */
  private static final int MOST_VISITORS = 4000;

  /** Any will do: it is the token that says who comes. */
  private static final String USER = "pgrok";

  private final EventLoop loop;
  private final Target target;
  private final HostKeyCheck check;
  private final Owner owner;
  private final ConnectionLog log = ConnectionLog.next(ConnectionType.CTL);
  private ScheduledFuture<?> deadline;
  private @Nullable SshLine line;
  private @Nullable Requests requests;
  private String farewell = "";
  private final AtomicInteger visitors = new AtomicInteger();
  private int port;
  private boolean isOver;

  /**
   * What is connected to, and for what.
   *
   * @param protocol "http" or "tcp"
   */
  record Target(HostAndPort server, String token, String protocol) {}

  /** Hears what becomes of it; of the last two, one, once. */
  interface Owner {
    /** The server, whose key is judged by now, was never seen before. */
    void first(PublicKey key);

    /**
     * The tunnel is open.
     *
     * @param version what the server calls itself
     */
    void online(String version, String url);

    /** Somebody comes, on this connection's event loop. */
    void visited(RelayEnd visitor, Forwarding forwarding);

    /** The server, or its key, is not to be had; trying again does not help. */
    void refused(String reason);

    /** It is over. */
    void ended(String reason);
  }

  SshConnection(EventLoop loop, Target target, HostKeyCheck check, Owner owner) {
    this.loop = loop;
    this.target = target;
    this.check = check;
    this.owner = owner;
    this.deadline =
        later(
            GRACE,
            () -> end(target.server() + " takes connections, but does not answer as pgrok does"));
  }

  private ScheduledFuture<?> later(Duration delay, Runnable task) {
    return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Connects. */
  void begin(Dialer dialer) {
    ClientSessions sessions = ClientSessions.with(check, this::asked);
    InetSocketAddress peer =
        InetSocketAddress.createUnresolved(target.server().host(), target.server().port());
    dialer
        .dialServer(
            target.server(),
            loop,
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                channel
                    .pipeline()
                    .addLast(
                        HandlerNames.ROLE, new SshHandler(sessions, peer, begun -> login(begun)))
                    .addLast(HandlerNames.FAILURES, new FailureHandler(log));
              }
            })
        .addListener(
            (Future<Channel> dialed) -> {
              if (!dialed.isSuccess()) {
                end(SshWords.unreachable(target.server(), dialed.cause()));
              } else if (isOver) {
                dialed.getNow().close().addListener(closed -> {});
              } else {
                dialed.getNow().config().setAutoRead(true);
              }
            });
  }

  private void login(SshLine begun) {
    line = begun;
    requests = new Requests(begun);
    ClientSession session = (ClientSession) begun.session();
    session.setUsername(USER);
    session.addPasswordIdentity(target.token());
    session.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionDisconnect(
              Session left, int reason, String message, String language, boolean isOurs) {
            farewell = isOurs || message == null ? "" : message;
          }
        });
    session.addCloseFutureListener(closed -> loop.execute(this::closed));
    try {
      session.auth().addListener(authed -> loop.execute(() -> loggedIn(authed, begun, session)));
    } catch (IOException e) {
      end(SshWords.broken(target.server(), e));
    }
  }

  private void loggedIn(AuthFuture authed, SshLine on, ClientSession session) {
    if (isOver) {
      return;
    }
    check.first().ifPresent(owner::first);
    if (authed.isSuccess()) {
      hint(new Requests(on), session.getServerVersion());
    } else if (isRefusal(authed.getException()) && check.refusal().isEmpty()) {
      over(() -> owner.refused(SshWords.badToken(target.server())));
    }
    // else the connection has ended, which is told by itself
  }

  private static boolean isRefusal(@Nullable Throwable failure) {
    return failure instanceof SshException refusal
        && refusal.getDisconnectCode()
            == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE;
  }

  private void hint(Requests ask, String version) {
    ask.hint(
        target.protocol(),
        isTaken -> {
          if (isTaken) {
            forward(ask, version);
          } else {
            end(SshWords.foreign(target.server(), version));
          }
        });
  }

  private void forward(Requests ask, String version) {
    ask.forward(
        given -> {
          if (given.isPresent()) {
            port = given.get();
            ask.serverInfo(target.protocol(), url -> informed(url, version));
          } else {
            end(SshWords.noTunnel(target.server(), target.protocol()));
          }
        });
  }

  private void informed(Optional<String> url, String version) {
    if (isOver) {
      return;
    }
    if (url.isEmpty()) {
      end(SshWords.foreign(target.server(), version));
      return;
    }
    deadline.cancel(false);
    deadline = later(LOOK, this::look);
    owner.online(version, url.get());
  }

  /** Whether the server is still there. */
  private void look() {
    if (line == null || requests == null) {
      return;
    }
    long silent = System.nanoTime() - line.heardAt();
    if (silent >= PATIENCE.toNanos()) {
      end(target.server() + " says nothing any more");
      return;
    }
    if (silent >= SILENCE.toNanos()) {
      requests.keepAlive();
    }
    deadline = later(LOOK, this::look);
  }

  private void asked(Session session, Forwarding forwarding, TakenChannel.Answer answer) {
    if (isOver || forwarding.port() != port) {
      answer.refuse("nothing is forwarded from there");
    } else if (visitors.incrementAndGet() > MOST_VISITORS) {
      visitors.decrementAndGet();
      answer.refuse("too many visitors");
    } else {
      owner.visited(new CountedEnd(answer.take(), visitors::decrementAndGet), forwarding);
    }
  }

  private void closed() {
    if (!check.refusal().isEmpty()) {
      over(() -> owner.refused(check.refusal()));
    } else {
      end(SshWords.closed(target.server(), farewell));
    }
  }

  /** Ends it, if it has not ended. */
  void end(String reason) {
    over(() -> owner.ended(reason));
  }

  private void over(Runnable told) {
    if (isOver) {
      return;
    }
    isOver = true;
    deadline.cancel(false);
    if (line != null) {
      var unused = line.session().close(true);
    }
    told.run();
  }
}
