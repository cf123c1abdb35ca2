package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** A service whose replies do not end as they should, and that speaks WebSocket. */
final class OddService implements AutoCloseable {
  private static final String UPGRADE =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: x\r\n\r\n";

  private final LocalService service = LocalService.with(OddService::serve);

  int port() {
    return service.port();
  }

  private static void serve(Socket connection) throws IOException {
    String head = head(connection.getInputStream());
    OutputStream out = connection.getOutputStream();
    if (head.startsWith("GET /chat ")) {
      out.write(latin(UPGRADE));
      out.write(frame(1, latin("{\"hello\":1}")));
      out.write(frame(8, latin("\u0003\u00e9server restarts"))); // 1001
      out.flush();
      connection.getInputStream().readAllBytes();
    } else if (head.startsWith("GET /cut ")) {
      out.write(latin("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly a part"));
    } else {
      out.write(latin("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int each = in.read(); each >= 0; each = in.read()) {
      head.append((char) each);
      if (head.toString().endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] frame(int opcode, byte[] data) {
    byte[] frame = new byte[data.length + 2];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) data.length;
    System.arraycopy(data, 0, frame, 2, data.length);
    return frame;
  }

  /** Asks for it as a visitor, and reads what there is. */
  static void visit(int port, String host, String target, String headers) {
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n");
      visitor.in().read(new byte[4096]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
