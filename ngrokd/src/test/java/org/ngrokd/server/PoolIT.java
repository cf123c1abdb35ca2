package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** Clients that share a name, byte for byte. docs/protocol.md "Pools". */
class PoolIT {
  private static final String NEWS = "\"Extensions\":[\"pool\",\"http-auths\",\"service-state\"]";
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";

  private final List<OldSession> sessions = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path state) {
    server = TestServer.start(TestServer.withVhost(state, "tunnel.example"));
  }

  @AfterEach
  void stop() throws IOException {
    for (OldSession each : sessions) {
      each.close();
    }
    server.close();
  }

  private OldSession online() throws IOException {
    OldClient client = server.client();
    String reply =
        client.connectWith(
            OldClient.auth("", "").replace("\"ClientId\":\"\"", "\"ClientId\":\"\"," + NEWS));
    assertThat(reply).endsWith("\"Error\":\"\"," + NEWS + "}}");
    assertThat(client.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
    OldSession session = new OldSession(client, MessageText.field(reply, "ClientId"));
    sessions.add(session);
    return session;
  }

  private static String www(String more) {
    return OldClient.reqTunnel("7", "http", "www", 0)
        .replace("\"RemotePort\":0", "\"RemotePort\":0," + more);
  }

  private static OldSession pooled(OldSession session) throws IOException {
    assertThat(session.tunnel(www("\"Pooled\":true"))).isEqualTo("http://www.tunnel.example");
    return session;
  }

  private static void state(OldSession of, boolean isWell) throws IOException {
    of.control()
        .sendSplit(
            ("{\"Type\":\"ServiceState\",\"Payload\":{\"Url\":\"http://www.tunnel.example\","
                    + "\"IsWell\":%s}}")
                .formatted(isWell));
    of.control().sendSplit(OldSession.PING);
    String next = of.control().expectSplitMessage();
    while (next.equals(OldSession.REQ_PROXY)) {
      next = of.control().expectSplitMessage();
    }
    assertThat(next).as("nothing but the ping is answered").isEqualTo(OldSession.PONG);
  }

  /** Who of them gets the next visitor; each has a proxy connection that is idle. */
  private void assertServes(ScriptedPeer proxy) throws IOException {
    try (Visitor visitor = Visitor.connect(server.address("http"))) {
      visitor.send(GET);
      assertThat(MessageText.field(proxy.expectSplitMessage(), "Url"))
          .isEqualTo("http://www.tunnel.example");
    }
  }

  @Test
  void visitorsOfOneWhoseServiceFailsGoToTheOther() throws Exception {
    OldSession one = pooled(online());
    OldSession other = pooled(online());

    state(one, false);
    assertServes(other.proxy());
    state(one, true);
    state(other, false);
    assertServes(one.proxy());
  }

  @Test
  void whereAllFailTheServerAnswers() throws Exception {
    OldSession one = pooled(online());
    OldSession other = pooled(online());
    state(one, false);
    state(other, false);

    try (Visitor visitor = Visitor.connect(server.address("http"))) {
      visitor.send(GET);
      assertThat(visitor.readToEnd())
          .isEqualTo(
              "HTTP/1.0 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 67\r\n\r\n"
                  + "Tunnel www.tunnel.example is down for maintenance, try again later\n");
    }
  }

  @Test
  void stateOfATunnelThatIsNotItsOwnIsIgnored() throws Exception {
    OldSession one = pooled(online());

    state(online(), false);

    assertServes(one.proxy());
  }

  /** It asked for nothing that this server does not know from old. */
  @Test
  void clientThatShareNothingIsRefused() throws Exception {
    pooled(online());

    try (OldSession old = OldSession.online(server)) {
      assertThat(old.refusal("http", "www", 0))
          .isEqualTo("The tunnel http://www.tunnel.example is already registered.");
    }
  }

  @Test
  void clientThatGivesNoWayIsPassedOver() throws Exception {
    OldSession mute = pooled(online());
    OldSession other = pooled(online());
    mute.pingPong();
    ScriptedPeer proxy = other.proxy();

    try (Visitor visitor = Visitor.connect(server.address("http"));
        Visitor next = Visitor.connect(server.address("http"))) {
      visitor.send(GET);
      next.send(GET); // one of the two is for the mute one
      ScriptedPeer second = other.proxy();
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
      assertThat(MessageText.type(second.expectSplitMessage())).isEqualTo("StartProxy");
    }
  }

  @Test
  void severalPasswordsLetIn() throws Exception {
    OldSession session = online();
    session.tunnel(www("\"OtherHttpAuth\":[\"a:one\",\"b:two\"]"));

    try (Visitor visitor = Visitor.connect(server.address("http"))) {
      visitor.send(GET);
      assertThat(visitor.readToEnd()).startsWith("HTTP/1.0 401 ");
    }
    ScriptedPeer proxy = session.proxy();
    try (Visitor visitor = Visitor.connect(server.address("http"))) {
      visitor.send(GET.replace("\r\n\r\n", "\r\nAuthorization: Basic Yjp0d28=\r\n\r\n"));
      assertThat(MessageText.type(proxy.expectSplitMessage())).isEqualTo("StartProxy");
    }
  }

  @Test
  void floodOfStatesEndsItsClientAlone() throws Exception {
    OldSession good = pooled(online());
    OldSession bad = pooled(online());

    String state =
        "{\"Type\":\"ServiceState\",\"Payload\":{\"Url\":\"http://www.tunnel.example\","
            + "\"IsWell\":false}}";
    await().until(() -> isEnded(bad, state));

    good.pingPong();
    assertServes(good.proxy());
  }

  private static boolean isEnded(OldSession session, String message) {
    try {
      for (int i = 0; i < 500; i++) {
        session.control().sendSplit(message);
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
