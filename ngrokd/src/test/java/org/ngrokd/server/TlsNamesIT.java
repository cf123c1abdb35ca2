package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of tls tunnels, with 1.7 clients. */
class TlsNamesIT {
  private static final String NAME = "nas." + TestServer.DOMAIN;

  private TestServer server;
  private OldSession session;

  @BeforeEach
  void start(@TempDir Path state) throws IOException {
    server = TestServer.start(state);
    session = OldSession.online(server);
  }

  @AfterEach
  void stop() throws IOException {
    session.close();
    server.close();
  }

  private String port() {
    return ":" + server.port("https");
  }

  @Test
  void urlBearsThePortOfTheHttpsListener() throws Exception {
    assertThat(session.tunnel("tls", "nas", 0)).isEqualTo("tls://" + NAME + port());
    assertThat(session.tunnel("tls", "", 0)).matches("tls://[0-9a-f]+\\.tunnel\\.example" + port());
  }

  @Test
  void urlBearsWhatVhostSays(@TempDir Path state) throws Exception {
    try (TestServer proxied =
            TestServer.start(TestServer.withVhost(state, "www." + TestServer.DOMAIN));
        OldSession client = OldSession.online(proxied)) {
      assertThat(client.tunnel("tls", "nas", 0)).isEqualTo("tls://nas.www.tunnel.example");
    }
  }

  @Test
  void withoutHttpsListenerThereAreNone(@TempDir Path state) throws Exception {
    try (TestServer plain = TestServer.start(TestServer.withoutHttps(state));
        OldSession client = OldSession.online(plain)) {
      assertThat(client.refusal("tls", "nas", 0)).isEqualTo("Not listening for tls connections");
    }
  }

  @Test
  void nameIsFreeAgainForHttpsWhenItsClientGoes() throws Exception {
    session.tunnel("tls", "nas", 0);
    try (OldSession other = OldSession.online(server)) {
      other.tunnel("http", "nas", 0);
      assertThat(other.refusal("https", "nas", 0))
          .isEqualTo("The tunnel https://" + NAME + port() + " is already registered.");

      try (OldSession again = OldSession.online(server, session.clientId())) {
        assertThat(again.tunnel("https", "nas", 0)).isEqualTo("https://" + NAME + port());
        assertThat(other.refusal("tls", "nas", 0))
            .isEqualTo("The tunnel tls://" + NAME + port() + " is already registered.");
      }
    }
  }

  @Test
  void randomNameIsGivenAgain() throws Exception {
    String url = session.tunnel("tls", "", 0);

    try (OldSession again = OldSession.online(server, session.clientId())) {
      assertThat(again.tunnel("tls", "", 0)).isEqualTo(url);
    }
  }
}
