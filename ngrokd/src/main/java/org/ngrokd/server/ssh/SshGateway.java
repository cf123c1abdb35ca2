package org.ngrokd.server.ssh;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.server.ssh.hostkeys.HostKeys;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.ssh.Forwarding;
import org.ngrokd.streams.ssh.SshLine;
import org.ngrokd.streams.ssh.SshManner;
import org.ngrokd.streams.ssh.TakenChannel;

/**
 * Lets clients in that come by ssh. It listens nowhere itself: {@link #pipeline} serves the
 * connections of whoever does. Safe from any thread.
 */
public final class SshGateway {
  /** As OpenSSH's LoginGraceTime is advised, and its MaxAuthTries by default. */
  private static final Duration LOGIN_GRACE = Duration.ofSeconds(30);

  private static final int TRIES = 6;

  /** Where classes of ours stand that inherit a log from MINA. */
  private static final String OURS = SshManner.class.getPackageName();

  private final SshContext context;
  private final PrivateTunnels privateTunnels = new PrivateTunnels();
  private final Server server = new Server();
  private final Connections connections = new Connections(server);
  private final IntSupplier port;
  private final ChannelHandler pipeline;

  private SshGateway(SshContext context, IntSupplier port) {
    this.context = context;
    this.port = port;
    this.pipeline = new SshPipeline(context, connections);
  }

  /**
   * Makes a gateway.
   *
   * @param keys who the server is
   * @param timer where sessions that have lasted too long are looked for
   * @param port on which it is reached, for people; 0 while that is not known
   * @throws org.ngrokd.kit.cli.UserException when the file of CAs cannot be read
   */
  public static SshGateway of(
      SshOptions options,
      SshContext context,
      HostKeys keys,
      ScheduledExecutorService timer,
      IntSupplier port) {
    SshGateway gateway = new SshGateway(context, port);
    SshLogin login =
        new SshLogin(
            context.people().accounts(),
            UserCa.of(options.userCa()),
            context.limits().gate().reports());
    gateway.setUp(login, keys.pairs(), timer);
    return gateway;
  }

  /** What sessions have in common. It never starts: it does not listen by itself. */
  private static final class Server extends SshServer {
    void watchTimes(Connections connections) {
      setupSessionTimeout(connections);
    }

    void stopWatching(Connections connections) {
      removeSessionTimeout(connections);
    }
  }

  private void setUp(SshLogin login, List<KeyPair> keys, ScheduledExecutorService timer) {
    SshManner.serve(server);
    server.setRandomFactory(SecurityUtils.getRandomFactory());
    server.setScheduledExecutorService(timer, false);
    server.setKeyPairProvider(KeyPairProvider.wrap(keys));
    server.setUserAuthFactories(methods(login));
    server.setPasswordAuthenticator(login::password);
    server.setPublickeyAuthenticator((user, key, session) -> login.key(key, session));
    server.setKeyboardInteractiveAuthenticator(login);
    server.setServiceFactories(
        List.of(new LoginService.Factory(), ServerConnectionServiceFactory.INSTANCE));
    server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
    server.setGlobalRequestHandlers(List.of(new RequestHandlers()));
    server.setChannelFactories(
        List.of(
            sessions(),
            TakenChannel.factory(Forwarding.DIRECT, new PrivateVisits(privateTunnels))));
    server.setShellFactory(channel -> command(channel, ""));
    server.setCommandFactory(this::command);
    CoreModuleProperties.AUTH_TIMEOUT.set(server, LOGIN_GRACE);
    CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, TRIES);
    CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "ngrokd");
    CoreModuleProperties.WELCOME_BANNER.set(server, "");
    server.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionEvent(Session session, Event event) {
            if (event == Event.Authenticated) {
              SshConnection.authenticated(session, context, privateTunnels);
            }
          }

          @Override
          public void sessionException(Session session, Throwable failure) {
            failed(session, failure);
          }
        });
    server.addSessionListener(new KeyExchanges(System::nanoTime));
    server.watchTimes(connections);
    LogSetup.silence(
        "org.apache.sshd",
        OURS,
        Connections.class.getName(),
        SessionChannel.class.getName()); // it is told here
  }

  /** MINA ends the connection; whoever looks after the server hears why, unless there are many. */
  private void failed(Session session, Throwable failure) {
    Channel socket = SshLine.of(session).socket();
    if (context.limits().gate().reports().junk(Junk.RULE_BROKEN, socket)) {
      SshConnection.logOf(session)
          .info("Broken off: {} (peer {})", Failures.oneLine(failure), PeerAddress.of(socket));
    }
  }

  private List<UserAuthFactory> methods(SshLogin login) {
    List<UserAuthFactory> methods = new ArrayList<>();
    methods.add(UserAuthPublicKeyFactory.INSTANCE);
    if (context.people().accounts().isOpen()) {
      methods.add(UserAuthKeyboardInteractiveFactory.INSTANCE);
    }
    methods.add(UserAuthPasswordFactory.INSTANCE);
    methods.add(new NameOnly.Factory(login));
    return methods;
  }

  private static ChannelFactory sessions() {
    return new ChannelFactory() {
      @Override
      public String getName() {
        return "session";
      }

      @Override
      public org.apache.sshd.common.channel.Channel createChannel(Session session) {
        return new SessionChannel();
      }
    };
  }

  private Command command(ChannelSession channel, String text) {
    SessionCommand command =
        new SessionCommand(SshConnection.of(channel.getSession()), text, port.getAsInt());
    command.listenTo(channel);
    return command;
  }

  /** Serves the connections of a listener. */
  public ChannelHandler pipeline() {
    return pipeline;
  }

  /** No session is looked after any more. */
  public void close() {
    server.stopWatching(connections);
  }
}
