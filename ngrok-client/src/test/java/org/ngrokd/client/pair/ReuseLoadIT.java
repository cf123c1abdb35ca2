package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Seeds;
import org.ngrokd.protocol.testing.Visitor;

/** Many visitors of every kind on few connections: each gets its own reply, whole. */
class ReuseLoadIT {
  private static final int THREADS = 6;
  private static final int VISITS = 150;
  private static final int LARGE = 300_000;

  private final AtomicInteger connections = new AtomicInteger();

  /** A service that answers with the path, in the way that its first letter says. */
  private void serve(Socket connection) throws IOException {
    connections.incrementAndGet();
    OutputStream out = connection.getOutputStream();
    while (true) {
      String head = LocalService.head(connection.getInputStream());
      String[] line = head.split(" ", 3);
      String body = line[1] + " ".repeat(line[1].startsWith("/large") ? LARGE : 0);
      byte[] reply = reply(line[0], line[1], body).getBytes(StandardCharsets.ISO_8859_1);
      boolean isEarly = line[1].startsWith("/early");
      if (isEarly) {
        out.write(reply);
      }
      if (head.contains("Content-Length: 7")) {
        connection.getInputStream().readNBytes(7);
      }
      if (!isEarly) {
        out.write(reply);
      }
      if (line[1].startsWith("/close")) {
        return;
      }
    }
  }

  private static String reply(String method, String path, String body) {
    String length = "Content-Length: " + body.length() + "\r\n\r\n";
    if (method.equals("HEAD")) {
      return "HTTP/1.1 200 OK\r\nX-Path: " + path + "\r\n" + length;
    }
    if (path.startsWith("/none")) {
      return "HTTP/1.1 204 No Content\r\nX-Path: " + path + "\r\n\r\n";
    }
    if (path.startsWith("/chunked")) {
      return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Path: "
          + path
          + "\r\n\r\n"
          + Integer.toHexString(body.length())
          + "\r\n"
          + body
          + "\r\n0\r\n\r\n";
    }
    String closing = path.startsWith("/close") ? "Connection: close\r\n" : "";
    return "HTTP/1.1 200 OK\r\nX-Path: " + path + "\r\n" + closing + length + body;
  }

  @Test
  void everyVisitorGetsItsOwnReplies() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (LocalService service = LocalService.with(this::serve);
        Pair pair = Pair.start()) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("web"));
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        Random random = Seeds.random(i);
        all.add(threads.submit(() -> visits(pair.port("http"), thread, random)));
      }
      for (Future<?> each : all) {
        each.get();
      }
      assertThat(connections.get()).isLessThan(THREADS * VISITS / 2);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Object visits(int port, int thread, Random random) throws IOException {
    for (int visit = 0; visit < VISITS; visit++) {
      try (Visitor visitor = Visitor.connect(port)) {
        int requests = random.nextInt(4);
        for (int i = 0; i < requests; i++) {
          boolean goesOn = ask(visitor, thread + "-" + visit + "-" + i, i == 2, random);
          if (!goesOn) {
            break;
          }
        }
        if (random.nextInt(10) == 0) {
          visitor.reset();
        }
      }
    }
    return "done";
  }

  /** Whether the visitor may ask again. */
  private static boolean ask(Visitor visitor, String id, boolean isLast, Random random)
      throws IOException {
    List<String> kinds = List.of("plain", "chunked", "none", "large", "close", "early", "plain");
    String kind = kinds.get(random.nextInt(kinds.size()));
    String path = "/" + kind + "/" + id;
    List<String> methods = List.of("GET", "GET", "HEAD", "POST");
    String method = kind.equals("early") ? "POST" : methods.get(random.nextInt(methods.size()));
    visitor.send(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: web.localhost\r\n"
            + (isLast ? "Connection: close\r\n" : "")
            + (method.equals("POST") ? "Content-Length: 7\r\n\r\nexactly" : "\r\n"));
    String head = LocalService.head(visitor.in());
    assertThat(head).contains("X-Path: " + path + "\r\n");
    if (random.nextInt(12) == 0) {
      return false; // leaves in the middle
    }
    if (!method.equals("HEAD") && !kind.equals("none")) {
      body(visitor, head, path);
    }
    if (isLast) {
      assertThat(visitor.readToEnd()).isEmpty();
    }
    return !isLast && !kind.equals("close");
  }

  private static void body(Visitor visitor, String head, String path) throws IOException {
    if (head.contains("chunked")) {
      visitor.expect(Integer.toHexString(path.length()) + "\r\n" + path + "\r\n0\r\n\r\n");
    } else {
      visitor.expect(path + " ".repeat(path.startsWith("/large") ? LARGE : 0));
    }
  }
}
