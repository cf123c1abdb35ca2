package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;

/** A client of the gateway for ssh that does as it is told. Blocking. */
final class SshPeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SshClient client;
  private final ClientSession session;

  private SshPeer(SshClient client, ClientSession session) {
    this.client = client;
    this.session = session;
  }

  /** What all of them are made with; it has threads. */
  static SshClient client() {
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.start();
    return client;
  }

  /** Logs in with this password, or fails. */
  static ClientSession login(SshClient client, Field field, String from, String password)
      throws IOException {
    ClientSession session =
        client
            .connect(
                "anybody",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), field.ports().ssh()),
                new InetSocketAddress(InetAddress.getByName(from), 0))
            .verify(PATIENCE)
            .getSession();
    field.cost().connection();
    try {
      session.addPasswordIdentity(password);
      session.auth().verify(PATIENCE);
      return session;
    } catch (IOException e) {
      session.close(true);
      throw e;
    }
  }

  /** A tenant, who has a token. */
  static SshPeer tenant(Field field) throws IOException {
    SshClient client = client();
    try {
      return new SshPeer(client, login(client, field, field.address(), Accounts.FOE));
    } catch (IOException e) {
      client.stop();
      throw e;
    }
  }

  ClientSessionImpl session() {
    return (ClientSessionImpl) session;
  }

  @Override
  public void close() {
    session.close(true);
    client.stop();
  }
}
