package org.ngrokd.client.pair;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.TestCertificates;

/**
 * A client as 1.7 is: it knows nothing of extensions, opens a proxy connection whenever it is asked
 * for one, and copies both ways until either side ends.
 */
final class OldRelayClient implements AutoCloseable {
  private final int serverPort;
  private final int localPort;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Socket control;
  private final String clientId;

  /** Connects, and begins to serve. */
  OldRelayClient(int serverPort, int localPort) throws IOException {
    this(serverPort, localPort, "");
  }

  /**
   * The same.
   *
   * @param knownAs the id that it got from the server before
   */
  OldRelayClient(int serverPort, int localPort, String knownAs) throws IOException {
    this.serverPort = serverPort;
    this.localPort = localPort;
    this.control = connect();
    send(
        control,
        "{\"Type\":\"Auth\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"User\":\"\","
            + "\"Password\":\"\",\"OS\":\"linux\",\"Arch\":\"amd64\",\"ClientId\":\""
            + knownAs
            + "\"}}");
    this.clientId = MessageText.field(receive(control), "ClientId");
  }

  String clientId() {
    return clientId;
  }

  /** Done when the control connection has ended; what visitors have open goes on. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Opens tunnels by http, which all lead to the local service. */
  void tunnels(String... payloads) throws IOException {
    for (String payload : payloads) {
      tunnel(payload);
    }
    threads.execute(this::serve);
  }

  /** Opens one tcp tunnel; gives its public port. */
  int tcpTunnel() throws IOException {
    String url =
        MessageText.field(tunnel("\"ReqId\":\"t\",\"Protocol\":\"tcp\",\"RemotePort\":0"), "Url");
    threads.execute(this::serve);
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  private String tunnel(String payload) throws IOException {
    send(control, "{\"Type\":\"ReqTunnel\",\"Payload\":{" + payload + "}}");
    String answer = receive(control);
    while (!MessageText.type(answer).equals("NewTunnel")) {
      proxyIfAsked(answer);
      answer = receive(control);
    }
    if (!MessageText.field(answer, "Error").isEmpty()) {
      throw new IOException(answer);
    }
    return answer;
  }

  private void serve() {
    try {
      while (true) {
        proxyIfAsked(receive(control));
      }
    } catch (IOException e) {
      ended.complete(null);
    }
  }

  private void proxyIfAsked(String message) {
    if (MessageText.type(message).equals("ReqProxy")) {
      threads.execute(this::proxy);
    }
  }

  private void proxy() {
    try (Socket proxy = connect()) {
      send(proxy, "{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"" + clientId + "\"}}");
      receive(proxy); // StartProxy
      try (Socket local = new Socket(InetAddress.getLoopbackAddress(), localPort)) {
        open.add(local);
        threads.execute(() -> copy(proxy, local));
        copy(local, proxy);
      }
    } catch (IOException e) {
      // the server has no use for it
    }
  }

  /** Ends both when one has ended. */
  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      byte[] buffer = new byte[16 * 1024];
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // the other one has ended both
    }
  }

  private Socket connect() throws IOException {
    Socket socket =
        TestCertificates.trustAllContext()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), serverPort);
    socket.setTcpNoDelay(true);
    open.add(socket);
    return socket;
  }

  private static void send(Socket to, String json) throws IOException {
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message = ByteBuffer.allocate(8 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    to.getOutputStream().write(message.putLong(payload.length).put(payload).array());
  }

  private static String receive(Socket from) throws IOException {
    DataInputStream in = new DataInputStream(from.getInputStream());
    int length = (int) Long.reverseBytes(in.readLong());
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
    threads.shutdownNow();
  }
}
