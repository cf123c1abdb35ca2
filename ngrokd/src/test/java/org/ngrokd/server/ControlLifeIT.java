package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.testing.CapturedLog;

/** What happens to a client's things when its control connection ends or is replaced. §3, §4. */
class ControlLifeIT {
  private static final String NEVER_ISSUED = "46dd2e2d223d8b2ab1af482f3811a87e";

  private Path state = Path.of("");
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path directory) {
    state = directory;
    server = TestServer.start(TestServer.withVhost(state, "tunnel.example"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart() {
    server.close();
    server = TestServer.start(TestServer.withVhost(state, "tunnel.example"));
  }

  /** How a client goes. */
  private enum Going {
    CLOSE_NOTIFY {
      @Override
      void go(ScriptedPeer control) throws Exception {
        control.socket().sendCloseNotify();
      }
    },
    FIN {
      @Override
      void go(ScriptedPeer control) throws Exception {
        control.socket().shutdownOutputTcp();
      }
    },
    CLOSE {
      @Override
      void go(ScriptedPeer control) throws Exception {
        control.socket().closeAbruptly();
      }
    },
    RESET {
      @Override
      void go(ScriptedPeer control) throws Exception {
        control.socket().reset();
      }
    };

    abstract void go(ScriptedPeer control) throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Going.class)
  void everythingIsFreedWhenTheClientGoes(Going going) throws Exception {
    try (OldSession session = OldSession.online(server);
        OldSession other = OldSession.online(server);
        ScriptedPeer pooled = session.proxy()) {
      other.tunnel("http", "other", 0);
      session.tunnel("http", "www", 0);
      int port = OldSession.port(session.tunnel("tcp", "", 0));

      going.go(session.control());

      pooled.expectTcpClosed(ScriptedPeer.PATIENCE);
      await().until(() -> other.refusal("http", "www", 0).isEmpty());
      await().until(() -> other.refusal("tcp", "", port).isEmpty());
    }
  }

  @Test
  void portOfAClientThatWentRefusesVisitors() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      Visitor.connect(port).close();

      session.control().close();

      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> Visitor.connect(port).close())
                      .isInstanceOf(ConnectException.class));
    }
  }

  @Test
  void newControlOfTheSameClientReplacesTheOldAndFindsEverythingFree() throws Exception {
    try (OldSession old = OldSession.online(server);
        ScriptedPeer pooled = old.proxy()) {
      old.tunnel("http", "www", 0);
      int port = OldSession.port(old.tunnel("tcp", "", 0));

      try (OldSession again = OldSession.online(server, old.clientId())) {
        assertThat(again.clientId()).isEqualTo(old.clientId());
        again.tunnel("http", "www", 0);
        assertThat(again.tunnel("tcp", "", port)).isEqualTo("tcp://tunnel.example:" + port);

        old.control().expectTcpClosed(ScriptedPeer.PATIENCE);
        pooled.expectTcpClosed(ScriptedPeer.PATIENCE);
        try (ScriptedPeer proxy = again.proxy();
            Visitor visitor = Visitor.connect(port)) {
          visitor.send("x");
          assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
        }
      }
    }
  }

  @Test
  void idThatThisServerNeverIssuedIsReplaced() throws Exception {
    try (OldSession session = OldSession.online(server, NEVER_ISSUED)) {
      assertThat(session.clientId()).matches("[0-9a-f]{32}").isNotEqualTo(NEVER_ISSUED);
    }
  }

  @Test
  void idIsHonouredAfterARestart() throws Exception {
    String id;
    try (OldSession session = OldSession.online(server)) {
      id = session.clientId();
    }

    restart();

    try (OldSession session = OldSession.online(server, id)) {
      assertThat(session.clientId()).isEqualTo(id);
    }
  }

  @Test
  void clientThatComesBackGetsItsRandomNameAndPortAgain() throws Exception {
    try (OldSession session = OldSession.online(server)) {
      String http = session.tunnel("http", "", 0);
      String https = session.tunnel("https", "", 0);
      String tcp = session.tunnel("tcp", "", 0);

      try (OldSession again = OldSession.online(server, session.clientId())) {
        assertThat(again.tunnel("http", "", 0)).isEqualTo(http);
        assertThat(again.tunnel("https", "", 0)).isEqualTo(https);
        assertThat(again.tunnel("tcp", "", 0)).isEqualTo(tcp);
      }
    }
  }

  @Test
  void addressThatComesBackAfterARestartGetsItsRandomNameAndPortAgain() throws Exception {
    String http;
    String tcp;
    try (OldSession session = OldSession.online(server)) {
      http = session.tunnel("http", "", 0);
      tcp = session.tunnel("tcp", "", 0);
    }

    restart();

    try (OldSession session = OldSession.online(server)) {
      assertThat(session.tunnel("http", "", 0)).isEqualTo(http);
      assertThat(session.tunnel("tcp", "", 0)).isEqualTo(tcp);
    }
  }

  @Test
  void rememberedNameAndPortThatAreTakenGiveWay() throws Exception {
    try (OldSession first = OldSession.online(server);
        OldSession second = OldSession.online(server)) {
      String http = first.tunnel("http", "", 0);
      String tcp = first.tunnel("tcp", "", 0);

      assertThat(second.tunnel("http", "", 0)).isNotEqualTo(http);
      assertThat(second.tunnel("tcp", "", 0)).isNotEqualTo(tcp);
    }
  }

  @Test
  void idAppearsMaskedInTheLogOnly() throws Exception {
    try (CapturedLog log = CapturedLog.at(Level.DEBUG);
        OldSession session = OldSession.online(server)) {
      var unused = session.proxy();
      session.tunnel(
          "{\"Type\":\"ReqTunnel\",\"Payload\":{\"Protocol\":\"http\",\"Subdomain\":\"s\","
              + "\"HttpAuth\":\"user:secret\"}}");
      session
          .control()
          .sendSplit(
              "{\"Type\":\"Auth\",\"Payload\":{\"Version\":\"2\",\"User\":\"my-token\",\"ClientId\":\""
                  + session.clientId()
                  + "\"}}");
      session.pingPong();
      server.close();

      assertThat(log.lines()).isNotEmpty();
      assertThat(String.join("\n", log.lines()))
          .doesNotContain(session.clientId())
          .doesNotContain("my-token")
          .doesNotContain("secret");
    }
  }
}
