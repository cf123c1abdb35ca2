package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.TlsRecordSocket;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.teams.TeamsOptions;

/** The server's own pages, at the name of its domain. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TeamsIT {
  private static final String DOMAIN = "team.localhost";
  private static final TeamsOptions TEAMS =
      new TeamsOptions(TeamsOptions.Database.EMBEDDED, List.of(), TeamsOptions.Accounts.DEFAULT);

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path state) {
    server = TestServer.start(TestServer.withTeams(state, DOMAIN, TEAMS));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String byHttp(String lines) throws IOException {
    try (Visitor visitor = server.visitor()) {
      visitor.send(lines);
      return visitor.readToEnd();
    }
  }

  private String get(String path, String... headers) throws IOException {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return byHttp(
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n".formatted(path, DOMAIN, more));
  }

  @Test
  void domainsOwnNameLeadsToThePages() throws Exception {
    assertThat(get("/static/base.css"))
        .startsWith("HTTP/1.1 200 ")
        .contains("text/css", "frame-ancestors 'none'");
  }

  @Test
  void theyComeByHttpsToo() throws Exception {
    try (ScriptedPeer visitor =
        new ScriptedPeer(
            TlsRecordSocket.connect(
                server.address("https"),
                TestCertificates.trustAllContext(),
                TlsOptions.DEFAULT.withServerName(DOMAIN)))) {
      visitor.socket().writeRecord("GET /static/base.css HTTP/1.0\r\nHost: team.localhost\r\n\r\n");

      visitor.expectStream("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void strangerIsToldHowToSignIn() throws Exception {
    assertThat(get("/")).startsWith("HTTP/1.1 200 ").contains("by a link");
  }

  @Test
  void strangersWhoFinishNothingKeepNobodyOut() throws Exception {
    List<Visitor> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Visitor stranger = server.visitor();
        strangers.add(stranger);
        stranger.send(
            "POST /api/v1/names HTTP/1.1\r\nHost: %s\r\nContent-Length: 100\r\n\r\n{"
                .formatted(DOMAIN));
      }

      assertThat(get("/static/base.css")).startsWith("HTTP/1.1 200 ");
    } finally {
      for (Visitor stranger : strangers) {
        stranger.close();
      }
    }
  }

  /** On a server whose pages are by https alone. */
  @Test
  void whatAStrangerClaimsIsNotBelievedAndTheSocketGoesWithTheServer(@TempDir Path other)
      throws Exception {
    Path socket = other.resolve("site").resolve("s");
    TestServer strict = TestServer.start(TestServer.withTeams(other, "tunnel.example", TEAMS));
    try (Visitor visitor = strict.visitor()) {
      assertThat(Files.getPosixFilePermissions(socket.getParent()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));

      visitor.send(
          "GET / HTTP/1.1\r\nHost: tunnel.example\r\nConnection: close\r\n"
              + "X-Forwarded-Proto: https\r\n\r\n");

      assertThat(visitor.readToEnd())
          .startsWith("HTTP/1.1 403 ")
          .contains("This page is at https://tunnel.example:" + strict.port("https"));
    } finally {
      strict.close();
    }
    assertThat(socket).doesNotExist();
  }
}
