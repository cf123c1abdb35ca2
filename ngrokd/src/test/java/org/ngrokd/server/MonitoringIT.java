package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.options.Telemetry;
import org.ngrokd.server.tls.CertificateFiles;

/** What a monitoring system sees of a server that has something to do. */
class MonitoringIT {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";
  private static final String TOKEN = "alices-token-0123456789";
  private static final String NOT_THERE = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno";

  @TempDir private Path directory = Path.of("");

  private MonitoredServer start(Telemetry telemetry) {
    return MonitoredServer.start(
        MonitoredServer.monitored(
            MonitoredServer.byteExact(directory.resolve("state")), telemetry));
  }

  @Test
  void requestsAreCountedByStatusAndOutcomeAndTimed() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE);
        OldSession session = OldSession.online(monitored.server())) {
      session.tunnel("http", "www", 0);
      monitored.exchange(session, GET, NOT_THERE);
      String finished =
          "ngrokd_http_requests_total{code=\"4xx\",outcome=\"finished\",protocol=\"http\"}";
      await().until(() -> monitored.value(finished).equals("1.0"));

      assertThat(monitored.value("ngrokd_client_wait_duration_seconds_count")).isEqualTo("1");
      assertThat(monitored.value("ngrokd_client_wait_duration_seconds_bucket{le=\"30.0\"}"))
          .isEqualTo("1");
      assertThat(monitored.value("ngrokd_first_byte_duration_seconds_count")).isEqualTo("1");
      assertThat(Double.parseDouble(monitored.value("ngrokd_first_byte_duration_seconds_sum")))
          .isPositive();
      assertThat(monitored.value("ngrokd_connections_total{protocol=\"http\"}")).isEqualTo("1.0");
      assertThat(monitored.value("ngrokd_received_bytes_total{protocol=\"http\"}"))
          .isEqualTo(GET.length() + ".0");
      assertThat(monitored.value("ngrokd_sent_bytes_total{protocol=\"http\"}"))
          .isEqualTo(NOT_THERE.length() + ".0");
    }
  }

  @Test
  void whatTheServerRefusesIsCountedByItsRule() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE);
        Visitor visitor = monitored.server().visitor()) {
      visitor.send(GET).readToEnd();
      await()
          .until(() -> monitored.value("ngrokd_refusals_total{rule=\"no_tunnel\"}").equals("1.0"));

      assertThat(monitored.value("ngrokd_client_wait_duration_seconds_count")).isEqualTo("0");
    }
  }

  @Test
  void bytesOfATcpTunnelAreCountedWhileItsConnectionsAreOpen() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE);
        OldSession session = OldSession.online(monitored.server())) {
      String url = session.tunnel("tcp", "", 0);
      try (Visitor visitor = Visitor.connect(OldSession.port(url))) {
        visitor.send("question");
        ScriptedPeer proxy = session.proxy();
        proxy.expectSplitMessage();
        proxy.expectStream("question");
        proxy.socket().writeStream("answer".getBytes(StandardCharsets.ISO_8859_1));
        visitor.expect("answer");

        assertThat(monitored.value("ngrokd_received_bytes_total{protocol=\"tcp\"}"))
            .isEqualTo("8.0");
        assertThat(monitored.value("ngrokd_sent_bytes_total{protocol=\"tcp\"}")).isEqualTo("6.0");
        assertThat(monitored.value("ngrokd_tunnels{protocol=\"tcp\"}")).isEqualTo("1.0");
      }
    }
  }

  @Test
  void handshakesThatFailAreCountedByTheirReason() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE)) {
      try (Visitor stranger = Visitor.connect(monitored.server().address("tunnel"))) {
        stranger.send("SSH-2.0-nonsense\r\n").expectGone(10_000);
      }
      await()
          .until(
              () ->
                  monitored
                      .value("ngrokd_handshake_failures_total{reason=\"not_tls\"}")
                      .equals("1.0"));
    }
  }

  @Test
  void itIsSaidWhenCertificatesEnd() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE)) {
      String end =
          monitored.value("ngrokd_certificate_expiry_timestamp_seconds{name=\"tunnel.example\"}");
      assertThat(Double.parseDouble(end)).isGreaterThan((double) Instant.now().getEpochSecond());
    }
  }

  @Test
  void eventLoopsAreLookedAt() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE)) {
      await().until(() -> !monitored.value("ngrokd_event_loop_lag_seconds_count").equals("0"));
    }
  }

  /** A server of which alice has a tunnel, to which somebody has come. */
  private String metricsOfAlice(boolean byAccount) throws Exception {
    Path users = directory.resolve("users.yml");
    Files.writeString(users, "users:\n  alice: {token: \"" + TokenHash.of(TOKEN) + "\"}\n");
    ServerOptions options =
        TestServer.withAccounts(directory.resolve("state"), users, PortRanges.NONE);
    try (MonitoredServer monitored =
            MonitoredServer.start(
                MonitoredServer.monitored(
                    options, new Telemetry(Optional.empty(), byAccount, Optional.empty())));
        OldClient client = monitored.server().client()) {
      String id = MessageText.field(client.connectAndAuth(TOKEN, ""), "ClientId");
      client.control().expectSplitMessage();
      OldSession session = new OldSession(client, id);
      session.tunnel("http", "www", 0);
      try (Visitor visitor = monitored.server().visitor()) {
        visitor.send(GET);
        ScriptedPeer proxy = session.proxy();
        proxy.expectSplitMessage();
        proxy.socket().writeStream(NOT_THERE.getBytes(StandardCharsets.ISO_8859_1));
        visitor.expect(NOT_THERE);
      }
      await()
          .until(
              () ->
                  monitored
                      .value("ngrokd_sent_bytes_total{protocol=\"http\"}")
                      .equals(NOT_THERE.length() + ".0"));
      return monitored.body("/metrics");
    }
  }

  @Test
  void anAccountIsToldWithAllThatPassesForIt() throws Exception {
    assertThat(metricsOfAlice(true))
        .contains(
            "ngrokd_account_connections_total{account=\"alice\"} 1.0\n",
            "ngrokd_account_received_bytes_total{account=\"alice\"} " + GET.length() + ".0\n",
            "ngrokd_account_sent_bytes_total{account=\"alice\"} " + NOT_THERE.length() + ".0\n");
  }

  @Test
  void noAccountIsToldUnlessThatIsWanted() throws Exception {
    assertThat(metricsOfAlice(false)).doesNotContain("alice");
  }

  @Test
  void aServerThatServesIsReady() throws Exception {
    try (MonitoredServer monitored = start(Telemetry.NONE)) {
      assertThat(monitored.body("/healthz")).isEqualTo("alive\n");
      assertThat(monitored.body("/readyz")).isEqualTo("ready\n");
      assertThat(monitored.value("ngrokd_ready")).isEqualTo("1.0");
    }
  }

  @Test
  void anEndedCertificateIsNamedInOneLine() throws Exception {
    Instant then = Instant.parse("2001-01-01T00:00:00Z");
    Identity ended =
        CertificateAuthority.create("CA", KeyKind.ECDSA_P256, then)
            .issueServer("tunnel.example", KeyKind.ECDSA_P256, then);
    Path crt = directory.resolve("tls.crt");
    Path key = directory.resolve("tls.key");
    PemFiles.writePrivateKey(key, ended.key());
    PemFiles.writeCertificates(crt, ended.chain());
    ServerOptions options =
        TestServer.withCertificate(directory.resolve("state"), new CertificateFiles(crt, key));
    try (MonitoredServer monitored =
        MonitoredServer.start(MonitoredServer.monitored(options, Telemetry.NONE))) {
      assertThat(monitored.ask("/readyz"))
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("\r\n\r\nnot ready: the certificate for tunnel.example")
          .endsWith("Z\n");
      assertThat(monitored.body("/healthz")).isEqualTo("alive\n");
      assertThat(monitored.value("ngrokd_ready")).isEqualTo("0.0");
    }
  }
}
