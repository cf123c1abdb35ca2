package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.Visitor;

/** Many streams in few connections between the two programs, as processes. */
class MuxIT {
  private static final int VISITORS = 30;
  private static final int ROUND_TRIPS = 2000;

  /** Of a slow machine with two processors, which the download keeps busy. */
  private static final double MOST_MORE_MILLIS = 50;

  private static final int MOST_MORE = 6;

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
        int visitors = tcpTunnel(programs, path.port(), service, client);

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

  private static int tcpTunnel(Programs programs, int port, LocalService service, String mux)
      throws IOException {
    Program client =
        programs.client(
            port,
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
        int visitors = tcpTunnel(programs, path.port(), plain, "true");

        double tunnel;
        double best;
        try (Visitor visitor = Visitor.connect(visitors)) {
          tunnel = mibPerSecond(visitor.in());
        }
        try (Visitor visitor =
            TlsVisitors.connect(
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

  /** Requests that are small do not wait behind one that is not. */
  @Test
  void bulkBesideThemHoldsUpSmallRequestsLittle() throws Exception {
    try (LocalService service = LocalService.with(MuxIT::echoOrFlood);
        Programs programs = new Programs()) {
      Program ngrokd = programs.server();
      int port = Programs.port(ngrokd, "control and proxy");
      int visitors = tcpTunnel(programs, port, service, "true");
      roundTrips(visitors); // warms up
      double alone = p99Millis(roundTrips(visitors));
      double beside;
      try (Visitor flood = Visitor.connect(visitors)) {
        flood.send("F");
        Thread reader = new Thread(() -> readToEnd(flood));
        reader.start();
        beside = p99Millis(roundTrips(visitors));
        // another process of the machine is in some of them
        for (int more = 0; more < MOST_MORE && beside - alone >= MOST_MORE_MILLIS; more++) {
          beside = Math.min(beside, p99Millis(roundTrips(visitors)));
        }
      }

      System.out.printf("p99: %.2f ms alone, %.2f ms beside a download%n", alone, beside);
      assertThat(beside - alone).isLessThan(MOST_MORE_MILLIS);
    }
  }

  /** "E": everything comes back; "F": bytes without an end. */
  private static void echoOrFlood(Socket connection) throws IOException {
    connection.setTcpNoDelay(true);
    if (connection.getInputStream().read() == 'E') {
      connection.getInputStream().transferTo(connection.getOutputStream());
    } else {
      Bytes.write(connection.getOutputStream(), Long.MAX_VALUE, 1);
    }
  }

  private static void readToEnd(Visitor visitor) {
    try {
      visitor.in().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      return; // the test is over
    }
  }

  private static List<Long> roundTrips(int port) throws IOException {
    List<Long> nanos = new ArrayList<>();
    try (Visitor visitor = Visitor.connect(port)) {
      visitor.send("E");
      for (int i = 0; i < ROUND_TRIPS; i++) {
        long began = System.nanoTime();
        visitor.send("ping");
        visitor.in().readNBytes(4);
        nanos.add(System.nanoTime() - began);
      }
    }
    return nanos;
  }

  private static double p99Millis(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get(sorted.size() * 99 / 100) / 1e6;
  }
}
