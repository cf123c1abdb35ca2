package org.ngrokd.client.diagnose;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A local service that answers every request with the same word, which nobody else knows. */
final class ProbeService implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final ServerSocket listener;
  private final String answer;

  private ProbeService(ServerSocket listener, String answer) {
    this.listener = listener;
    this.answer = answer;
  }

  /** Starts it on a free port of this computer, on a thread of its own. */
  static ProbeService start() throws IOException {
    byte[] word = new byte[16];
    new SecureRandom().nextBytes(word);
    ServerSocket listener = new ServerSocket(0, 10, InetAddress.getByAddress(LOOPBACK));
    ProbeService service = new ProbeService(listener, HexFormat.of().formatHex(word));
    Thread thread = new Thread(service::serve, "ngrok-probe");
    thread.setDaemon(true);
    thread.start();
    return service;
  }

  int port() {
    return listener.getLocalPort();
  }

  String answer() {
    return answer;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket visitor = listener.accept()) {
        visitor.setSoTimeout(TIMEOUT_MILLIS);
        readHead(visitor.getInputStream());
        visitor
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                        + answer.length()
                        + "\r\nConnection: close\r\n\r\n"
                        + answer)
                    .getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // That visitor is gone, or we are.
      }
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int lineLength = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n' && lineLength == 0) {
        return;
      }
      lineLength = next == '\n' ? 0 : next == '\r' ? lineLength : lineLength + 1;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
