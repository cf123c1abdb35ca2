package org.ngrokd.client.pair;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.client.testing.LocalService;

/**
 * Visitors who ask on and on and never ask twice: whatever goes wrong is a failed request. They
 * keep a connection for some requests, unless they are told that it closes, as browsers do; what
 * they send is asked for anew each time, so that a reply for another request is a failure too.
 */
final class VisitorLoad implements AutoCloseable {
  private static final int REQUESTS_EACH = 40;
  private static final int PATIENCE_MILLIS = 60_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger stale = new AtomicInteger();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  /** Opens a visitor's connection. */
  interface Opening {
    Socket open() throws IOException;
  }

  /** One question and its answer on a connection; false when it takes no more. */
  private interface Question {
    boolean ask(Connection connection, String word) throws IOException;
  }

  /**
   * A visitor's.
   *
   * @param isKept whether it has carried a request before
   */
  private record Connection(Socket socket, InputStream in, boolean isKept) {
    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a reply to what was sent. */
    String head() throws IOException {
      in.mark(1);
      if (isKept && hasEnded()) {
        throw new StaleException();
      }
      in.reset();
      return LocalService.head(in);
    }

    private boolean hasEnded() {
      try {
        return in.read() < 0;
      } catch (IOException e) {
        return true;
      }
    }
  }

  /** Of the connection to a local service on this machine. */
  static Opening plain(int port) {
    return () -> new Socket(InetAddress.getLoopbackAddress(), port);
  }

  /** Says what it was asked for, in HTTP/1.1. */
  static LocalService service() {
    return LocalService.with(
        connection -> {
          connection.setTcpNoDelay(true);
          InputStream in = new BufferedInputStream(connection.getInputStream());
          while (true) {
            String word = LocalService.head(in).split(" ", 3)[1];
            String reply =
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(word.length(), word);
            connection.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
          }
        });
  }

  /** Begins to ask by HTTP. */
  void http(int visitors, String host, Opening opening) {
    begin("http " + host, visitors, opening, (connection, word) -> get(connection, host, word));
  }

  private static boolean get(Connection connection, String host, String word) throws IOException {
    connection.send("GET /%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(word, host));
    String head = connection.head();
    if (!head.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("reply: " + head.lines().findFirst().orElse(""));
    }
    expect(connection.in(), "/" + word);
    return !head.toLowerCase(Locale.ROOT).contains("connection: close");
  }

  /** Begins to send words that are echoed. */
  void echo(int visitors, int port) {
    begin(
        "tcp " + port,
        visitors,
        plain(port),
        (connection, word) -> {
          connection.send(word);
          expect(connection.in(), word);
          return true;
        });
  }

  private static void expect(InputStream in, String text) throws IOException {
    String came = new String(in.readNBytes(text.length()), StandardCharsets.ISO_8859_1);
    if (!came.equals(text)) {
      throw new IOException("'" + came + "' instead of '" + text + "'");
    }
  }

  private void begin(String what, int visitors, Opening opening, Question question) {
    for (int i = 0; i < visitors; i++) {
      String name = what + " " + i;
      threads.execute(
          () -> {
            while (!stopping) {
              connection(name, opening, question);
            }
          });
    }
  }

  private void connection(String name, Opening opening, Question question) {
    int asked = 0;
    try (Socket socket = opening.open()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean isOpen = true;
      while (isOpen && !stopping && asked < REQUESTS_EACH) {
        isOpen =
            question.ask(new Connection(socket, in, asked > 0), "word-%d".formatted(done.get()));
        asked++;
        done.incrementAndGet();
      }
    } catch (StaleException e) {
      stale.incrementAndGet();
    } catch (IOException e) {
      failures.add(name + " after " + asked + ": " + e);
    }
  }

  /** A kept connection that ended before a byte of the answer came: the request is sent anew. */
  private static final class StaleException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** How many such there were. */
  int stale() {
    return stale.get();
  }

  /** Requests that were answered as they should be. */
  int done() {
    return done.get();
  }

  /** What went wrong. */
  Queue<String> failures() {
    return failures;
  }

  /** Lets each finish what it has begun. */
  void stop() throws InterruptedException {
    stopping = true;
    threads.shutdown();
    if (!threads.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      failures.add("a visitor still waits");
    }
  }

  @Override
  public void close() {
    stopping = true;
    threads.shutdownNow();
  }
}
