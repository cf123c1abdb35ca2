package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.ngrokd.client.testing.LocalService;

/**
 * The local service of the edge's table: writes down every byte that it gets, and answers each
 * request as its path says.
 */
@SuppressWarnings("StringConcatToTextBlock") // the carriage returns are to be seen
final class EdgeService implements LocalService.Handler {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

  /** What it sends for a path, byte for byte. */
  static final Map<String, String> REPLIES =
      Map.ofEntries(
          Map.entry("/204", "HTTP/1.1 204 No Content\r\nA: 1\r\n\r\n"),
          Map.entry("/304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n"),
          Map.entry(
              "/chunked",
              "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                  + "2;a\r\nok\r\n0\r\nX: 1\r\n\r\n"),
          Map.entry("/interim", "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK),
          Map.entry("/end", "HTTP/1.1 200 OK\r\n\r\nall of it"),
          Map.entry(
              "/close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
          Map.entry("/old", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"),
          Map.entry("/linefeeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
          Map.entry("/icy", "ICY 200 OK\r\nicy-name: radio\r\n\r\nmusic"),
          Map.entry(
              "/twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
          Map.entry(
              "/both",
              "HTTP/1.1 200 OK\r\n"
                  + "Content-Length: 2\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n"
                  + "0\r\n\r\n"),
          Map.entry(
              "/lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"),
          Map.entry("/more", OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
          Map.entry(
              "/upgrade",
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n"));

  static final String CONNECTED = "HTTP/1.1 200 Connected\r\n\r\n";

  private final StringBuilder received = new StringBuilder();
  private int open;

  @Override
  public void handle(Socket connection) throws IOException {
    changeOpen(1);
    try {
      serve(connection.getInputStream(), connection.getOutputStream());
    } catch (EOFException broken) {
      // the visitor sent no whole request
    } finally {
      changeOpen(-1);
    }
  }

  private synchronized void changeOpen(int by) {
    open += by;
    notifyAll();
  }

  /** All bytes that came since the last look, once nobody is connected. */
  synchronized String received() throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (open > 0 && System.nanoTime() < until) {
      wait(100);
    }
    assertThat(open).as("connections still open").isZero();
    String all = received.toString();
    received.setLength(0);
    return all;
  }

  private void serve(InputStream in, OutputStream out) throws IOException {
    for (String head = head(in); !head.isEmpty(); head = head(in)) {
      body(head.toLowerCase(Locale.ROOT), in);
      String[] line = head.split(" ", 3);
      String reply = REPLIES.getOrDefault(line[1], line[0].equals("HEAD") ? HEAD : ok(line[1]));
      out.write(ascii(line[0].equals("CONNECT") ? CONNECTED : reply));
      if (line[0].equals("CONNECT") || (line[1].equals("/upgrade") && head.contains("Upgrade:"))) {
        echo(in, out);
        return;
      }
      if (line[1].equals("/end") || line[1].equals("/icy") || line[1].equals("/close")) {
        return;
      }
    }
  }

  /** Who asks for "/id-…" can see that the reply is for that. */
  private static String ok(String path) {
    return path.startsWith("/id-")
        ? "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path
        : OK;
  }

  /** What is opaque is not written down. */
  private static void echo(InputStream in, OutputStream out) throws IOException {
    in.transferTo(out);
  }

  private String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = read(in);
      if (next < 0 && head.isEmpty()) {
        return "";
      }
      head.append((char) atLeast(next));
    }
    return head.toString();
  }

  private void body(String head, InputStream in) throws IOException {
    if (head.contains("\r\ntransfer-encoding:")) {
      chunks(in);
    } else if (head.contains("\r\ncontent-length:")) {
      int at = head.indexOf("\r\ncontent-length:") + "\r\ncontent-length:".length();
      int length = number(head.substring(at, head.indexOf("\r\n", at)).trim(), 10);
      for (int i = 0; i < length; i++) {
        atLeast(read(in));
      }
    }
  }

  private void chunks(InputStream in) throws IOException {
    int size;
    do {
      size = number(line(in).split("[; ]", 2)[0], 16);
      for (int i = 0; size > 0 && i < size + 2; i++) {
        atLeast(read(in));
      }
    } while (size > 0);
    while (!line(in).isEmpty()) {
      // trailers
    }
  }

  /** Other proxies than ours may pass what is none. */
  private static int number(String text, int radix) throws IOException {
    try {
      return Integer.parseInt(text, radix);
    } catch (NumberFormatException e) {
      throw new IOException("no length: " + text, e);
    }
  }

  private String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = atLeast(read(in)); next != '\n'; next = atLeast(read(in))) {
      line.append((char) next);
    }
    return line.toString().trim();
  }

  private int read(InputStream in) throws IOException {
    int next = in.read();
    if (next >= 0) {
      synchronized (this) {
        received.append((char) next);
      }
    }
    return next;
  }

  private static int atLeast(int next) throws EOFException {
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
