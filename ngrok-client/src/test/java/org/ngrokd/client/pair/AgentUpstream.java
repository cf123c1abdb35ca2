package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.ngrokd.protocol.testing.Visitor;

/**
 * What a local service that speaks something else gets, for the rows of docs/agent.md: the rows
 * name a service that sends back all it gets, so that a visitor sees it.
 */
final class AgentUpstream {
  private AgentUpstream() {}

  /** RFC 9113, 3.4: a client's connection begins so, and no answer of the echo's is one. */
  static void speaksHttp2(AgentVisit visit) throws Exception {
    assertThat(visit.place().firstBytes(() -> visit.get("/"))).startsWith("PRI * HTTP/2");
  }

  /** The header comes before all that the visitor sends. */
  static void tellsVisitor(AgentVisit visit, String begin) throws Exception {
    boolean isTcp = !visit.url("tcp://").isEmpty();
    assertThat(visit.place().firstBytes(() -> isTcp ? sent(visit) : visit.get("/")))
        .startsWith(begin);
  }

  private static String sent(AgentVisit visit) throws Exception {
    String url = visit.url("tcp://");
    try (Visitor visitor =
        Visitor.connect(Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)))) {
      visitor.send("hello").read(1);
      return "";
    }
  }

  /** What a message of a WebSocket carries comes back in one; RFC 6455. */
  static void takesWebSockets(AgentVisit visit) throws Exception {
    URI url = URI.create(visit.web());
    try (Visitor visitor = Visitor.connect(visit.place().pair.port("http"))) {
      visitor.send(
          "GET / HTTP/1.1\r\nHost: "
              + url.getAuthority()
              + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) visitor.in().read());
      }
      assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
      visitor.send(new byte[] {(byte) 0x82, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'});
      byte[] frame = visitor.in().readNBytes(7);
      assertThat(frame[0] & 0x0f).isEqualTo(2);
      assertThat(new String(frame, 2, 5, StandardCharsets.US_ASCII)).isEqualTo("hello");
    }
  }
}
