package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.protocol.testing.TestCertificates;

/** Many streams in few connections between the two programs, as processes. */
class MuxIT {
  private static final int VISITORS = 30;

  /** 100 Mbit/s at a round trip of 200 ms. */
  private static final long BYTES_PER_SECOND = 100_000_000 / 8;

  private static final Duration ONE_WAY = Duration.ofMillis(100);

  @ParameterizedTest
  @CsvSource({"true, true, few", "false, true, many", "true, false, many"})
  void streamsShareConnectionsWhenBothSidesWantIt(String server, String client, String expected)
      throws Exception {
    try (LocalService service = LocalService.echo();
        Programs programs = new Programs()) {
      Program ngrokd = programs.server("-mux=" + server);
      int port = Programs.port(ngrokd, "control and proxy");
      try (SlowPath path = new SlowPath(port, 1L << 30, Duration.ZERO)) {
        int visitors = tcpTunnel(programs, path, service, client);

        List<Visitor> open = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
          Visitor visitor = Visitor.connect(visitors);
          open.add(visitor);
          visitor.send("hello " + i + "\n");
          byte[] came = visitor.in().readNBytes(("hello " + i + "\n").length());
          assertThat(new String(came, java.nio.charset.StandardCharsets.US_ASCII))
              .isEqualTo("hello " + i + "\n");
        }

        if (expected.equals("few")) {
          assertThat(path.connections()).isLessThan(10);
        } else {
          assertThat(path.connections()).isGreaterThan(VISITORS);
        }
        for (Visitor visitor : open) {
          visitor.close();
        }
      }
    }
  }

  private static int tcpTunnel(Programs programs, SlowPath path, LocalService service, String mux)
      throws IOException {
    Program client =
        programs.client(
            path.port(),
            "tunnels:\n  t:\n    proto: {tcp: " + service.port() + "}\n",
            "-mux=" + mux,
            "start-all");
    return Integer.parseInt(client.await("Forwarding tcp://localhost:([0-9]+) ->"));
  }

  /** The window of a stream grows until the path is the limit. */
  @Test
  void longAndFatPathIsFilled() throws Exception {
    TestCertificates certificates = TestCertificates.forNames("dns:direct.example");
    LocalService.Handler sender =
        connection -> Bytes.write(connection.getOutputStream(), 80L * Bytes.MIB, 1);
    try (LocalService secure = LocalService.withTls(certificates.serverContext(), sender);
        LocalService plain = LocalService.with(sender);
        Programs programs = new Programs();
        SlowPath direct = new SlowPath(secure.port(), BYTES_PER_SECOND, ONE_WAY)) {
      Program ngrokd = programs.server();
      int port = Programs.port(ngrokd, "control and proxy");
      try (SlowPath path = new SlowPath(port, BYTES_PER_SECOND, ONE_WAY)) {
        int visitors = tcpTunnel(programs, path, plain, "true");

        double tunnel;
        double best;
        try (Visitor visitor = Visitor.connect(visitors)) {
          tunnel = mibPerSecond(visitor.in());
        }
        try (Visitor visitor =
            Visitor.connectTls(
                direct.port(), TestCertificates.trustAllContext(), "direct.example")) {
          best = mibPerSecond(visitor.in());
        }

        System.out.printf(
            "100 Mbit/s, 200 ms: %.2f MiB/s through the tunnel, %.2f directly by TLS%n",
            tunnel, best);
        assertThat(tunnel).isGreaterThan(0.9 * best);
      }
    }
  }

  /** Once it is under way. */
  private static double mibPerSecond(InputStream in) throws IOException {
    in.skipNBytes(20L * Bytes.MIB);
    long began = System.nanoTime();
    in.skipNBytes(30L * Bytes.MIB);
    return 30 / ((System.nanoTime() - began) / 1e9);
  }
}
