package org.ngrokd.server.ssh;

import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.ngrokd.streams.ssh.QueuedWhileRekeying;
import org.ngrokd.streams.ssh.Undecoded;

/** Makes MINA's sessions, so that none of them blocks the event loop that it is on. */
final class Connections extends SessionFactory {
  Connections(ServerFactoryManager server) {
    super(server);
  }

  @Override
  protected ServerSessionImpl doCreateSession(IoSession socket) throws Exception {
    return new Connection(getServer(), socket);
  }

  private static final class Connection extends ServerSessionImpl implements Undecoded {
    Connection(ServerFactoryManager server, IoSession socket) throws Exception {
      super(server, socket);
    }

    @Override
    public int undecoded() {
      return decoderBuffer.available();
    }

    @Override
    protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
      return new QueuedWhileRekeying(this, log);
    }
  }
}
