package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/** A service that answers before it has read the request, and closes: its answer is no victim. */
class EarlyAnswerIT {
  private static final int VISITS = 20;
  private static final int UPLOAD = 30 * Bytes.MIB;
  private static final String ANSWER =
      "HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large";

  private static void readHead(Socket connection) throws IOException {
    int newLines = 0;
    while (newLines < 4) {
      int c = connection.getInputStream().read();
      newLines = c == '\r' || c == '\n' ? newLines + 1 : 0;
    }
  }

  private static LocalService refusing() {
    return LocalService.with(
        connection -> {
          readHead(connection);
          connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
        });
  }

  /** Sends for as long as the other side takes something. */
  private static void upload(Visitor visitor) {
    Thread sender =
        new Thread(
            () -> {
              try {
                Bytes.write(visitor.out(), UPLOAD, 1);
              } catch (IOException e) {
                // nobody wants the rest, as is to be expected
              }
            },
            "upload");
    sender.setDaemon(true);
    sender.start();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reachesEveryVisitorWhole(boolean multiplexed) throws Exception {
    try (LocalService service = refusing();
        Pair pair = multiplexed ? Pair.start() : Pair.withoutMultiplexing()) {
      pair.client(TunnelSpec.http(":" + service.port()).subdomain("web"));
      for (int i = 0; i < VISITS; i++) {
        try (Visitor visitor = Visitor.connect(pair.port("http"))) {
          visitor.send(
              "PUT / HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: " + UPLOAD + "\r\n\r\n");
          upload(visitor);

          assertThat(visitor.read(ANSWER.length())).as("visit %d", i).isEqualTo(ANSWER);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofAServiceOfATcpTunnelReachesEveryVisitorToo(boolean multiplexed) throws Exception {
    try (LocalService service = refusing();
        Pair pair = multiplexed ? Pair.start() : Pair.withoutMultiplexing()) {
      int port = pair.tcpTunnel(service.port());
      for (int i = 0; i < VISITS; i++) {
        try (Visitor visitor = Visitor.connect(port)) {
          visitor.send("PUT / HTTP/1.1\r\n\r\n");
          upload(visitor);

          assertThat(visitor.read(ANSWER.length())).as("visit %d", i).isEqualTo(ANSWER);
        }
      }
    }
  }
}
