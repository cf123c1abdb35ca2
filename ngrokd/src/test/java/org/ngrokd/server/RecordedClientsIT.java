package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.testing.Ending;
import org.ngrokd.protocol.testing.Frames;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.OldClient;
import org.ngrokd.protocol.testing.RecordedClient;
import org.ngrokd.protocol.testing.RecordedClients;
import org.ngrokd.protocol.testing.RecordedMessage;
import org.ngrokd.protocol.testing.RecordedRecord;
import org.ngrokd.protocol.testing.ScriptedPeer;
import org.ngrokd.protocol.testing.Visitor;

/** Ten clients that other people wrote, record by record as they were seen. Protocol: §12. */
class RecordedClientsIT {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final String RECORDED_PORT = "221[01][0-9]";

  private TestServer server;

  @BeforeEach
  void start(@TempDir Path state) {
    server = TestServer.start(state);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static List<RecordedClient> clients() throws IOException {
    return RecordedClients.load();
  }

  @ParameterizedTest
  @MethodSource("clients")
  void clientGetsItsTunnelsAndItsVisitors(RecordedClient recorded) throws Exception {
    int port = FreePort.tcp();
    RecordedClient played =
        recorded.replacing(payload -> payload.replaceAll(RECORDED_PORT, String.valueOf(port)));
    List<String> requests = requests(played);
    try (OldClient client = server.client(played.tlsOptions());
        ScriptedPeer control = client.connect()) {
      play(played.records(1), control);
      if (requests.isEmpty()) { // tgrok: its request was cut after the header
        requests.add(OldClient.reqTunnel("00000000000000ff", "http", "tgrokk", 0));
        String padded = "%-144s".formatted(requests.get(0)); // as the header announced
        control.socket().writeRecord(Frames.payload(padded));
      }

      String answer = control.expectSplitMessage();
      assertThat(MessageText.type(answer)).isEqualTo("AuthResp");
      assertThat(MessageText.field(answer, "Error")).isEmpty();
      List<String> urls = newTunnels(control, requests);

      for (String url : urls) {
        try (ScriptedPeer proxy = client.connect()) {
          registerAs(MessageText.field(answer, "ClientId"), played, proxy);
          expectVisit(url, proxy);
        }
      }
    }
  }

  /** A short visit to a tcp tunnel holds nothing of the client once it is over. */
  @ParameterizedTest
  @MethodSource("clients")
  void visitorWhoLeavesTakesTheProxyConnectionAlong(RecordedClient recorded) throws Exception {
    try (OldClient client = server.client(recorded.tlsOptions())) {
      OldSession session = OldSession.online(client, "");
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port);
          ScriptedPeer proxy = client.connect()) {
        visitor.send("question");
        registerAs(session.clientId(), recorded, proxy);
        proxy.expectSplitMessage();
        proxy.expectStream("question");
        proxy.socket().writeRecord("answer");
        visitor.expect("answer");

        visitor.leave();

        assertThat(proxy.expectClosed(AT_ONCE)).isEqualTo(Ending.CLOSE_NOTIFY);
      }
    }
  }

  /** A device closes a wrong descriptor now and then, and with it the connection asked for. */
  @ParameterizedTest
  @MethodSource("clients")
  void clientThatLosesAProxyConnectionIsAskedForAnother(RecordedClient recorded) throws Exception {
    try (OldClient client = server.client(recorded.tlsOptions())) {
      OldSession session = OldSession.online(client, "");
      int port = OldSession.port(session.tunnel("tcp", "", 0));
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send("question");
        for (int lost = 0; lost < 2; lost++) { // before they have said whose they are
          client.connect().close();
          assertThat(session.control().expectSplitMessage()).isEqualTo(OldSession.REQ_PROXY);
        }
        try (ScriptedPeer proxy = client.connect()) {
          registerAs(session.clientId(), recorded, proxy);
          proxy.expectSplitMessage();
          proxy.expectStream("question");
        }
      }
    }
  }

  private static List<String> requests(RecordedClient client) {
    List<String> requests = new ArrayList<>();
    for (RecordedMessage message : client.messages()) {
      if (message.isWhole() && MessageText.type(message.payload()).equals("ReqTunnel")) {
        requests.add(message.payload());
      }
    }
    return requests;
  }

  private static void play(List<RecordedRecord> records, ScriptedPeer to) throws IOException {
    for (RecordedRecord record : records) {
      to.socket().writeRecord(record.bytes());
    }
  }

  /** One without an error for each request; what else comes is passed over. */
  private static List<String> newTunnels(ScriptedPeer control, List<String> requests)
      throws IOException {
    List<String> urls = new ArrayList<>();
    while (urls.size() < requests.size()) {
      String message = control.expectSplitMessage();
      if (MessageText.type(message).equals("NewTunnel")) {
        assertThat(message).contains("\"Error\":\"\"");
        String request = requests.get(urls.size());
        assertThat(MessageText.field(message, "ReqId"))
            .isEqualTo(MessageText.field(request, "ReqId"));
        assertThat(MessageText.field(message, "Protocol"))
            .isEqualTo(MessageText.field(request, "Protocol"));
        urls.add(MessageText.field(message, "Url"));
      } else {
        assertThat(MessageText.type(message)).isIn("ReqProxy", "Pong");
      }
    }
    return urls;
  }

  /** As it was recorded, where it was; but with the id that this server gave. */
  private static void registerAs(String clientId, RecordedClient client, ScriptedPeer proxy)
      throws IOException {
    RecordedClient mine =
        client.replacing(
            payload ->
                payload.contains("RegProxy")
                    ? payload.replaceAll("[0-9a-f]{32}", clientId)
                    : payload);
    if (mine.records(2).isEmpty()) {
      proxy.sendJoined(OldClient.regProxy(clientId));
    } else {
      play(mine.records(2), proxy);
    }
  }

  private void expectVisit(String url, ScriptedPeer proxy) throws Exception {
    String host = url.replaceAll("^[a-z]+://|:[0-9]+$", "");
    String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    if (url.startsWith("https:")) {
      try (ScriptedPeer visitor = server.secureVisitor()) {
        visitor.socket().writeRecord(request);
        expectStart(url, request, proxy);
        visitor.expectStream("reply");
      }
    } else {
      int port = url.startsWith("tcp:") ? OldSession.port(url) : server.port("http");
      try (Visitor visitor = Visitor.connect(port)) {
        visitor.send(request);
        expectStart(url, request, proxy);
        visitor.expect("reply");
      }
    }
  }

  private static void expectStart(String url, String request, ScriptedPeer proxy)
      throws IOException {
    assertThat(MessageText.field(proxy.expectSplitMessage(), "Url")).isEqualTo(url);
    proxy.expectStream(request);
    proxy.socket().writeRecord("reply");
  }
}
