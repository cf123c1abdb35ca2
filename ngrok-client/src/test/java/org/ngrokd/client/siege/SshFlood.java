package org.ngrokd.client.siege;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** What a tenant may do by ssh without end. */
record SshFlood(Kind kind) implements Attack {
  private static final int WINDOW = 1 << 20;
  private static final int PACKET = 32 * 1024;
  private static final int READERS = 400;

  /** What there is no end of. */
  enum Kind {
    REQUESTS("ssh: requests whose answers are not read"),
    SESSIONS("ssh: sessions"),
    KEYS("ssh: new keys"),
    READERS("ssh: stalled readers of 4 MB");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  @Override
  public String name() {
    return kind.title;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    SshPeer peer = field.closing(SshPeer.tenant(field));
    field.begin();
    ClientSessionImpl session = peer.session();
    switch (kind) {
      case REQUESTS -> {
        session.getIoSession().suspendRead();
        while (field.hasTime() && session.isOpen()) {
          request(session, field);
        }
      }
      case SESSIONS -> {
        for (int id = 1; field.hasTime() && session.isOpen(); id++) {
          open(session, field, id);
        }
      }
      case KEYS -> {
        while (field.hasTime() && session.isOpen()) {
          session.reExchangeKeys().verify(5, TimeUnit.SECONDS);
        }
      }
      case READERS -> readers(session, field);
    }
  }

  private static void request(ClientSessionImpl session, Field field) throws IOException {
    Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 1024);
    request.putString("cancel-tcpip-forward");
    request.putBoolean(true);
    request.putString("x".repeat(900));
    request.putUInt(80);
    write(session, request, field);
  }

  private static void open(ClientSessionImpl session, Field field, int id) throws IOException {
    Buffer opening = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
    opening.putString("session");
    opening.putUInt(id);
    opening.putUInt(WINDOW);
    opening.putUInt(PACKET);
    write(session, opening, field);
  }

  private static void write(ClientSessionImpl session, Buffer packet, Field field)
      throws IOException {
    field.cost().bytes(packet.available());
    boolean isSent = session.writePacket(packet).await(2, TimeUnit.SECONDS);
    if (!isSent) {
      field.note("the server takes no more");
    }
  }

  private static void readers(ClientSessionImpl session, Field field)
      throws IOException, InterruptedException {
    SshdSocketAddress service = new SshdSocketAddress("127.0.0.1", field.fortress().servicePort());
    session.startRemotePortForwarding(new SshdSocketAddress("unread", 80), service);
    ByteBuf request = Field.bytes("GET /big HTTP/1.1\r\nHost: unread.localhost\r\n\r\n");
    field.horde().open(READERS, field.addresses(20), field.ports().http(), Horde.saying(request));
    field.rest();
  }
}
