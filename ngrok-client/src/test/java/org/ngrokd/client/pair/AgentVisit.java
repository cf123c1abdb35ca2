package org.ngrokd.client.pair;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.ngrokd.protocol.testing.Visitor;

/** Visits what a row has opened. */
record AgentVisit(AgentPlace place, AgentRun run) {
  /** A URL that begins like this. */
  String url(String begin) {
    return run.urls().stream().filter(each -> each.startsWith(begin)).findFirst().orElse("");
  }

  /** An open URL for http, or else https. */
  String web() {
    String http = url("http://");
    return http.isEmpty() ? url("https://") : http;
  }

  /** All of the answer, head and body. */
  String get(String path, String... headers) throws IOException {
    URI url = URI.create(web());
    StringBuilder request =
        new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (Visitor visitor = connect(url)) {
      return visitor.send(request + "Connection: close\r\n\r\n").readToEnd();
    }
  }

  private Visitor connect(URI url) throws IOException {
    return url.getScheme().equals("http")
        ? Visitor.connect(place.pair.port("http"))
        : TlsVisitors.connect(
            place.pair.port("https"), TlsVisitors.trusting(place.pair.ca()), url.getHost());
  }

  /** "HTTP/1.1 200 …" without its first word. */
  int status(String path, String... headers) throws IOException {
    return Integer.parseInt(get(path, headers).split(" ", 3)[1]);
  }

  static String basic(String userAndPassword) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  /** What comes back through a tcp tunnel. */
  String echoed(String text) throws IOException {
    String url = url("tcp://");
    try (Visitor visitor =
        Visitor.connect(Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)))) {
      return visitor.send(text).read(text.length());
    }
  }

  /** What the API says. */
  String asked(String path) throws IOException {
    URI api = URI.create(run.api());
    try (Visitor visitor = Visitor.connect(api.getPort())) {
      return visitor
          .send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
          .readToEnd();
    }
  }
}
