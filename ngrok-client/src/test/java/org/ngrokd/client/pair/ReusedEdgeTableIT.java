package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.Visitor;

/**
 * Whatever a visitor sends, well-formed or hostile, on a connection that has served others: those
 * who come next get the replies to what they asked.
 */
class ReusedEdgeTableIT {
  private static Pair pair;
  private static LocalService local;
  private static int next;

  @BeforeAll
  static void start() throws IOException {
    local = LocalService.with(new EdgeService());
    pair = Pair.start();
    pair.client(
        TunnelSpec.http(":" + local.port()).subdomain("www"),
        TunnelSpec.http(":" + local.port()).subdomain("two"));
  }

  @AfterAll
  static void stop() throws IOException {
    pair.close();
    local.close();
  }

  static Stream<EdgeRow> rows() throws IOException {
    return EdgeRow.all().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void thoseWhoComeNextGetWhatTheyAskedFor(EdgeRow row) throws Exception {
    assertAnswered();
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(row.request());
      if (row.atVisitor().contains("end")) {
        visitor.expectGone(30_000);
      } else {
        visitor.in().read();
      }
    }

    assertAnswered();
    assertAnswered();
  }

  private static void assertAnswered() throws IOException {
    String path = "/id-" + next++;
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send("GET " + path + " HTTP/1.1\r\nHost: www.localhost\r\nConnection: close\r\n\r\n");
      assertThat(visitor.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n" + path);
    }
  }
}
