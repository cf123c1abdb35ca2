package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.TestCertificates;
import org.ngrokd.protocol.testing.TlsOptions;
import org.ngrokd.protocol.testing.TlsRecordSocket;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.teams.TeamsOptions;

/** The server's own pages, at the name of its domain. */
class TeamsIT {
  private static final String DOMAIN = "team.localhost";
  private static final TeamsOptions TEAMS =
      new TeamsOptions(TeamsOptions.Database.EMBEDDED, List.of(), TeamsOptions.Accounts.DEFAULT);

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path state) {
    server = TestServer.start(TestServer.withTeams(state, DOMAIN, TEAMS));
  }

  @AfterEach
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
}
