package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.AcmeScene.DOMAIN;
import static org.ngrokd.server.AcmeScene.await;
import static org.ngrokd.server.AcmeScene.isOfPebble;
import static org.ngrokd.server.AcmeScene.isShown;
import static org.ngrokd.server.AcmeScene.shown;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.Pebble;
import org.ngrokd.server.testing.TestDatabase;
import org.ngrokd.streams.net.HostAndPort;

/** The first start with a CA: what is said, and what those get who come before it has answered. */
class AcmeStartIT {
  @TempDir private Path directory;

  @Test
  void saysTermsAndAccountOnceAndWhatClientsNeedWhenItIsThere() throws Exception {
    AcmeScene scene = AcmeScene.in(directory);
    try (Pebble ca = scene.pebble()) {
      try (CapturedLog log = CapturedLog.at(Level.INFO);
          TestServer server = TestServer.start(scene.options(ca.options()))) {
        await(() -> isShown(server.port("tunnel"), DOMAIN));
        await(() -> log.lines().stream().anyMatch(line -> line.contains("config needs now:")));

        assertThat(log.lines())
            .filteredOn(line -> line.contains("Account at the CA"))
            .singleElement()
            .asString()
            .matches(
                "INFO Account at the CA: https://127\\.0\\.0\\.1:[0-9]+/.*; its terms are agreed"
                    + " to: .+");
        assertThat(log.lines())
            .anyMatch(
                line -> line.startsWith("INFO Certificate for " + DOMAIN + " from CN=Pebble"));
        assertThat(log.lines())
            .filteredOn(line -> line.contains("config needs now"))
            .as("once")
            .singleElement()
            .asString()
            .contains("server_fingerprint");
      }
      try (CapturedLog log = CapturedLog.at(Level.INFO);
          TestServer server = TestServer.start(scene.options(ca.options()))) {
        assertThat(isShown(server.port("tunnel"), DOMAIN)).as("from the start").isTrue();
        assertThat(log.lines()).noneMatch(line -> line.contains("terms"));
      }
    }
  }

  @Test
  void visitorWhoComesWhileTheCaLooksWaitsForTheCertificate() throws Exception {
    AcmeScene scene = AcmeScene.in(directory);
    Map<String, String> slow = Map.of("PEBBLE_VA_NOSLEEP", "0", "PEBBLE_VA_SLEEPTIME", "2");
    try (Pebble ca = scene.pebble("", slow);
        TestServer server = TestServer.start(scene.options(ca.options()));
        OldSession session = OldSession.online(server)) {
      session.tunnel("https", "app", 0);

      assertThat(isOfPebble(shown(scene.https(), "app." + DOMAIN))).isTrue();
      assertThat(isOfPebble(shown(server.port("tunnel"), DOMAIN))).isTrue();
    }
  }

  /** It takes connections, and says nothing. */
  @Test
  @Timeout(240)
  void caThatSaysNothingHoldsAVisitorForTwentySecondsAndNobodyElse() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      AcmeScene scene = AcmeScene.in(directory);
      AcmeOptions.Issuer issuer =
          new AcmeOptions.Issuer(
              URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/dir"),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      AcmeOptions acme = new AcmeOptions(issuer, false, AcmeOptions.Dns.NONE);
      Instant begin = Instant.now();
      try (TestServer server = TestServer.start(scene.options(acme))) {
        assertThat(statusByHttp(server)).as("by http").isEqualTo("HTTP/1.0 404");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(18));
        Instant came = Instant.now();

        assertThat(isOfPebble(shown(scene.https(), DOMAIN))).as("our own").isFalse();

        assertThat(Duration.between(came, Instant.now()))
            .isBetween(Duration.ofSeconds(17), Duration.ofSeconds(90));
      }
    }
  }

  private static String statusByHttp(TestServer server) throws IOException {
    try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), server.port("http"))) {
      visitor
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(visitor.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  /** The CA comes to the first one alone, as a balancer would have it. */
  @Test
  void ofTwoServersOfTheSameAccountsOneAsksForTheDomain() throws Exception {
    AcmeScene scene = AcmeScene.in(directory);
    Map<String, String> slow = Map.of("PEBBLE_VA_NOSLEEP", "0", "PEBBLE_VA_SLEEPTIME", "2");
    try (TestDatabase database = TestDatabase.postgres();
        Pebble ca = scene.pebble("", slow)) {
      ServerOptions first = shared(scene.options(ca.options()), database);
      ServerOptions other = elsewhere(first, directory.resolve("other"));
      try (TestServer one = TestServer.start(first)) {
        await(() -> ca.said("Added order") > 0);
        try (TestServer two = TestServer.start(other)) {
          assertThat(isOfPebble(shown(two.port("https"), DOMAIN))).as("waits for it").isTrue();

          assertThat(shown(two.port("https"), DOMAIN)).isEqualTo(shown(one.port("https"), DOMAIN));
          assertThat(ca.said("Added order")).isEqualTo(1);
        }
      }
    }
  }

  private static ServerOptions shared(ServerOptions options, TestDatabase database) {
    TeamsOptions teams =
        new TeamsOptions(database.options(), List.of(), TeamsOptions.Accounts.DEFAULT);
    return new ServerOptions(
        options.domain(),
        options.addresses(),
        options.tls(),
        options.state(),
        options.policy(),
        Optional.of(teams));
  }

  private static ServerOptions elsewhere(ServerOptions options, Path state) {
    HostAndPort any = new HostAndPort("127.0.0.1", 0);
    return new ServerOptions(
        options.domain(),
        new ServerOptions.Addresses(Optional.of(any), Optional.of(any), any, "127.0.0.1"),
        options.tls(),
        TestServer.options(state).state(),
        options.policy(),
        options.teams());
  }
}
