package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.Visitor;

/** What is done to the HTTP of a tunnel, and what visitors see while its service is down. */
class HttpRulesIT {
  private static final String BROWSER =
      "GET / HTTP/1.1\r\n"
          + "Host: web.localhost\r\n"
          + "Accept: text/html\r\n"
          + "Accept-Language: zh-CN\r\n\r\n";
  private static final String PROGRAM = "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n";
  private static final String OK =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";
  private static final Duration FOREVER = Duration.ofDays(1);

  private final Pair pair = Pair.start();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    pair.close();
  }

  private static String nobody() throws IOException {
    return "127.0.0.1:" + FreePort.tcp();
  }

  private String ask(String request) throws IOException {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      return visitor.send(request).readToEnd();
    }
  }

  private static String chunkedRequest(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (request.indexOf("0\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + request);
      }
      request.append((char) next);
    }
    return request.toString();
  }

  @Test
  void headersOfEveryRequestAndReplyOfAConnectionAreChanged() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (LocalService web =
        LocalService.with(
            connection -> {
              while (true) {
                seen.add(chunkedRequest(connection.getInputStream()));
                connection
                    .getOutputStream()
                    .write(
                        "HTTP/1.1 200 OK\r\nServer: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
              }
            })) {
      pair.client(
          TunnelSpec.http("127.0.0.1:" + web.port())
              .subdomain("web")
              .hostHeader("rewrite")
              .addRequestHeader("X-Tunnel", "yes")
              .removeRequestHeader("Cookie")
              .removeResponseHeader("Server")
              .addResponseHeader("X-Home", "1"));
      String reply =
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Home: 1\r\n\r\n2\r\nhi\r\n0\r\n\r\n";

      try (Visitor visitor = Visitor.connect(pair.port("http"))) {
        for (int i = 0; i < 3; i++) {
          visitor.send(
              "POST /"
                  + i
                  + " HTTP/1.1\r\nHost: web.localhost\r\nCookie: a\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");

          assertThat(visitor.read(reply.length())).isEqualTo(reply);
          assertThat(seen.poll(60, TimeUnit.SECONDS))
              .startsWith("POST /" + i + " HTTP/1.1\r\nHost: 127.0.0.1:" + web.port() + "\r\n")
              .endsWith("X-Tunnel: yes\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
              .doesNotContain("Cookie");
        }
      }
    }
  }

  /** No timer runs before it: as soon as what a service says, but for the page. */
  @Test
  void serviceThatIsDownIsA502AboutAsSoonAsAnAnswerOfOneThatIsUp() throws Exception {
    try (LocalService up =
        LocalService.with(
            connection -> {
              connection.getInputStream().read();
              connection.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
            })) {
      pair.client(TunnelSpec.http("127.0.0.1:" + up.port()).subdomain("up"));
      pair.client(TunnelSpec.http(nobody()).subdomain("web"));
      String toService = PROGRAM.replace("web.", "up.");
      String reply = ask(PROGRAM); // classes are loaded
      assertThat(ask(toService)).isEqualTo(OK);

      Duration down = FOREVER; // other tests may have the processors at a time
      Duration served = FOREVER;
      for (int i = 0; i < 10 || (i < 50 && isMuchLonger(down, served)); i++) {
        down = shorter(down, timeOf(PROGRAM, reply));
        served = shorter(served, timeOf(toService, OK));
      }

      assertThat(reply)
          .startsWith("HTTP/1.0 502 Bad Gateway\r\nContent-Length: ")
          .contains("http://web.localhost")
          .doesNotContain("127.0.0.1");
      assertThat(isMuchLonger(down, served)).as("%s and %s", down, served).isFalse();
    }
  }

  private Duration timeOf(String request, String reply) throws IOException {
    long start = System.nanoTime();
    assertThat(ask(request)).isEqualTo(reply);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static boolean isMuchLonger(Duration one, Duration other) {
    return one.compareTo(other.multipliedBy(10)) >= 0;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Test
  void browsersGetAPageInTheirLanguage() throws Exception {
    pair.client(TunnelSpec.http(nobody()).subdomain("web"));

    String page = ask(BROWSER);

    assertThat(page)
        .startsWith("HTTP/1.0 502 Bad Gateway\r\nContent-Type: text/html; charset=utf-8\r\n")
        .contains("<html lang=\"zh\">")
        .doesNotContain("127.0.0.1");
  }

  @Test
  void privateAddressIsToldWhereThatIsWanted() throws Exception {
    String local = nobody();
    pair.client(TunnelSpec.http(local).subdomain("web").debugErrors());

    assertThat(ask(PROGRAM)).contains("The local service " + local + " does not answer");
    assertThat(ask(BROWSER)).contains("The local service " + local + " does not answer");
  }

  @Test
  void usersOwnPageIsShownToBrowsersAndReadAgain() throws Exception {
    Path page = Files.writeString(directory.resolve("down.html"), "<p>one</p>");
    pair.client(TunnelSpec.http(nobody()).subdomain("web").errorPage(page));
    assertThat(ask(BROWSER)).endsWith("\r\n\r\n<p>one</p>");

    Files.writeString(page, "<p>another</p>");
    Files.setLastModifiedTime(page, java.nio.file.attribute.FileTime.fromMillis(1000));

    assertThat(ask(BROWSER)).endsWith("\r\n\r\n<p>another</p>");
    assertThat(ask(PROGRAM)).doesNotContain("another");
  }
}
