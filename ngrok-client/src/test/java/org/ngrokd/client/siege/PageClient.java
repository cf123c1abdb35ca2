package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Whoever asks a client's page, by blocking connections. */
final class PageClient {
  private static final int LONGEST = 1 << 20;

  private final Field field;
  private final int port;
  private final int patienceMillis;

  /**
   * @param patienceMillis for an answer
   */
  PageClient(Field field, int port, int patienceMillis) {
    this.field = field;
    this.port = port;
    this.patienceMillis = patienceMillis;
  }

  /**
   * Asks, and gives what came of the answer: at most its first MiB.
   *
   * @param lines headers, each ended by a line break; and then an empty line and a body, if need be
   */
  String ask(String method, String path, String lines) throws IOException {
    try (Socket socket = open(method, path, lines)) {
      return new String(socket.getInputStream().readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
    }
  }

  /** Asks, and gives the status of the answer; "nothing" when there is none. */
  String status(String method, String path, String lines) {
    try {
      return status(ask(method, path, lines));
    } catch (IOException e) {
      return "nothing";
    }
  }

  /** Asks and reads nothing. */
  Socket open(String method, String path, String lines) throws IOException {
    Socket socket = Sockets.plain(port, field.address(), patienceMillis);
    field.closing(socket);
    field.cost().connection();
    String head =
        String.format(
            Locale.ROOT,
            "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s%s",
            method,
            path,
            lines,
            lines.contains("\r\n\r\n") ? "" : "\r\n");
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    socket.getOutputStream().write(bytes);
    field.cost().bytes(bytes.length);
    return socket;
  }

  /** The status of an answer; "nothing" when there was none. */
  static String status(String answer) {
    return answer.startsWith("HTTP/1.1 ") ? answer.substring(9, 12) : "nothing";
  }
}
