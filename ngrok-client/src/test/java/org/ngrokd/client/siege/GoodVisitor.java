package org.ngrokd.client.siege;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A visitor with an address of its own that asks one service, steadily. On one thread. */
final class GoodVisitor implements Peace.Guest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int LONGEST_HEAD = 8 * 1024;
  private static final int TLS_KEPT_FOR = 10;

  private final Kind kind;
  private final String from;
  private final String service;
  private final int port;
  private @Nullable Socket kept;
  private int uses;

  /** How it comes. */
  enum Kind {
    HTTP_KEPT,
    HTTP_NEW,
    HTTPS,
    TCP
  }

  /**
   * @param service whose name is expected in the answer
   * @param port of the server's http or https listener, or of the tcp tunnel
   */
  GoodVisitor(Kind kind, String from, String service, int port) {
    this.kind = kind;
    this.from = from;
    this.service = service;
    this.port = port;
  }

  @Override
  public String name() {
    return kind + " of " + service + " from " + from;
  }

  @Override
  public void visit() throws IOException {
    boolean done = false;
    Socket socket = connection();
    try {
      if (kind == Kind.TCP) {
        echo(socket);
      } else {
        request(socket);
      }
      done = true;
    } finally {
      boolean keep = kind == Kind.HTTP_KEPT || (kind == Kind.HTTPS && ++uses % TLS_KEPT_FOR != 0);
      if (!done || !keep) {
        kept = null;
        socket.close();
      }
    }
  }

  private Socket connection() throws IOException {
    Socket socket = kept;
    if (socket == null) {
      socket =
          kind == Kind.HTTPS
              ? Sockets.tls(port, service + ".localhost", from, PATIENCE_MILLIS)
              : Sockets.plain(port, from, PATIENCE_MILLIS);
      kept = socket;
    }
    return socket;
  }

  private void echo(Socket socket) throws IOException {
    byte[] sent = ("echo of " + service).getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(sent);
    String got =
        new String(socket.getInputStream().readNBytes(sent.length), StandardCharsets.US_ASCII);
    if (!got.equals("echo of " + service)) {
      throw new IOException("wrong echo '" + got + "'");
    }
  }

  private void request(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: " + service + ".localhost\r\nUser-Agent: guest\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    InputStream in = new BufferedInputStream(socket.getInputStream(), 512);
    String head = head(in);
    String status = head.substring(0, Math.max(0, head.indexOf('\r')));
    if (!head.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status);
    }
    String body = new String(in.readNBytes(service.length()), StandardCharsets.US_ASCII);
    if (!body.equals(service)) {
      throw new IOException("the answer of '" + body + "'");
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0 || head.length() > LONGEST_HEAD) {
        throw new EOFException("ended in a head of " + head.length() + " bytes");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    Socket socket = kept;
    kept = null;
    if (socket != null) {
      socket.close();
    }
  }
}
