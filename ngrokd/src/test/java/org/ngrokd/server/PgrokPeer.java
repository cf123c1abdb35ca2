package org.ngrokd.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;

/**
 * Plays pgrok's client: what it sends, and what it looks at in the answers. Behind its tunnels a
 * web service answers everything with "ok".
 */
final class PgrokPeer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FORWARDED = "forwarded-tcpip";
  private static final String REPLY =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

  private final SshClient client = SshClient.setUpDefaultClient();
  private final ClientSession session;
  private final BlockingQueue<Visit> visits = new LinkedBlockingQueue<>();

  /** What a channel that the server opens says of itself. */
  record Visit(String bound, int port, String origin, int originPort) {}

  /**
   * Connects and logs in.
   *
   * @throws IOException when the server does not want it
   */
  PgrokPeer(int port, String token) throws IOException {
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setChannelFactories(List.of(new Factory()));
    client.start();
    try {
      session = client.connect("pgrok", "127.0.0.1", port).verify(PATIENCE).getSession();
      session.addPasswordIdentity(token);
      var unused = session.auth().verify(PATIENCE);
    } catch (IOException e) {
      client.stop();
      throw e;
    }
  }

  private final class Factory implements ChannelFactory {
    @Override
    public String getName() {
      return FORWARDED;
    }

    @Override
    public Channel createChannel(Session of) {
      return new Service();
    }
  }

  private final class Service extends AbstractServerChannel {
    private final StringBuilder head = new StringBuilder();

    Service() {
      super("", List.of(), null);
    }

    @Override
    protected OpenFuture doInit(Buffer opening) {
      visits.add(
          new Visit(opening.getString(), opening.getInt(), opening.getString(), opening.getInt()));
      OpenFuture opened = new DefaultOpenFuture(this, futureLock);
      signalChannelOpenSuccess();
      opened.setOpened();
      return opened;
    }

    @Override
    protected void doWriteData(byte[] data, int start, long length) throws IOException {
      head.append(new String(data, start, (int) length, StandardCharsets.ISO_8859_1));
      if (head.toString().endsWith("\r\n\r\n")) {
        byte[] reply = REPLY.getBytes(StandardCharsets.ISO_8859_1);
        Buffer packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, 128);
        packet.putUInt(getRecipient());
        packet.putBytes(reply);
        var unused = writePacket(packet);
        unused = sendEof();
        var closing = close(false);
        assert closing != null;
      }
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int start, long length) {}
  }

  /**
   * Sends a global request.
   *
   * @return what the answer holds, empty when it is no
   */
  Optional<byte[]> ask(String request, byte[] payload) throws IOException {
    Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 256);
    packet.putString(request);
    packet.putBoolean(true);
    packet.putRawBytes(payload);
    return Optional.ofNullable(session.request(request, packet, PATIENCE.toMillis()))
        .map(Buffer::getCompactData);
  }

  /**
   * Sends requests without waiting for answers; what the answers are, in their order: yes or no.
   */
  List<String> askAtOnce(String... requests) throws IOException, InterruptedException {
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    for (String request : requests) {
      Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 256);
      packet.putString(request.replaceFirst(" .*", ""));
      packet.putBoolean(true);
      boolean isForward = request.contains("tcpip-forward");
      packet.putRawBytes(
          isForward
              ? new byte[8]
              : request.replaceFirst("[^ ]* ?", "").getBytes(StandardCharsets.UTF_8));
      var unused =
          session.request(
              packet,
              request,
              (command, reply) ->
                  answers.add(command == SshConstants.SSH_MSG_REQUEST_SUCCESS ? "yes" : "no"));
    }
    List<String> all = new ArrayList<>();
    for (String request : requests) {
      String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError(all.size() + " answers, and none to " + request);
      }
      all.add(answer);
    }
    return all;
  }

  Optional<byte[]> ask(String request, String json) throws IOException {
    return ask(request, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Asks for a tunnel as pgrok's client does; the port that it is told. */
  int open(String protocol) throws IOException {
    if (ask("hint", json(protocol)).isEmpty()) {
      throw new IOException("no hint is wanted");
    }
    byte[] port = ask("tcpip-forward", new byte[8]).orElseThrow(() -> new IOException("refused"));
    return (port[0] & 0xff) << 24
        | (port[1] & 0xff) << 16
        | (port[2] & 0xff) << 8
        | (port[3] & 0xff);
  }

  /** Where it says it is then. */
  String url(String protocol) throws IOException {
    String reply =
        new String(ask("server-info", json(protocol)).orElseThrow(), StandardCharsets.UTF_8);
    return reply.replace("{\"host_url\":\"", "").replace("\"}", "");
  }

  static String json(String protocol) {
    return "{\"protocol\":\"" + protocol + "\"}";
  }

  /** Gives the tunnel back. */
  boolean cancel(int port) throws IOException {
    byte[] bound = {0, 0, 0, 0, 0, 0, (byte) (port >> 8), (byte) port};
    return ask("cancel-tcpip-forward", bound).isPresent();
  }

  Visit visit() throws InterruptedException {
    Visit visit = visits.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (visit == null) {
      throw new AssertionError("nobody came");
    }
    return visit;
  }

  @Override
  public void close() {
    client.stop();
  }
}
