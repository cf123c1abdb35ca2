package org.ngrokd.client.pgrok;

import java.util.List;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.ngrokd.streams.ssh.Forwarding;
import org.ngrokd.streams.ssh.QueuedWhileRekeying;
import org.ngrokd.streams.ssh.SshManner;
import org.ngrokd.streams.ssh.TakenChannel;

/** Makes MINA's session of one connection, so that it never blocks the event loop that it is on. */
final class ClientSessions extends SessionFactory {
  private static final String NAME = "ngrok";

  private ClientSessions(ClientFactoryManager client) {
    super(client);
  }

  /**
   * Sessions that know nothing of the user's own keys and settings for ssh.
   *
   * @param check judges the server's host key
   * @param taker gets the channels that the server opens
   */
  static ClientSessions with(HostKeyCheck check, TakenChannel.Taker taker) {
    SshClient client = new SshClient(); // it never starts: it does not connect by itself
    SshManner.dial(client);
    client.setRandomFactory(SecurityUtils.getRandomFactory());
    client.setServiceFactories(SshClient.DEFAULT_SERVICE_FACTORIES);
    client.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setServerKeyVerifier(check);
    client.addSessionListener(check);
    client.setGlobalRequestHandlers(List.of());
    client.setChannelFactories(List.of(TakenChannel.factory(Forwarding.FORWARDED, taker)));
    CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, NAME);
    return new ClientSessions(client);
  }

  @Override
  protected ClientSessionImpl doCreateSession(IoSession socket) throws Exception {
    return new Connection(getClient(), socket);
  }

  private static final class Connection extends ClientSessionImpl {
    Connection(ClientFactoryManager client, IoSession socket) throws Exception {
      super(client, socket);
    }

    @Override
    protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
      return new QueuedWhileRekeying(this, log);
    }
  }
}
