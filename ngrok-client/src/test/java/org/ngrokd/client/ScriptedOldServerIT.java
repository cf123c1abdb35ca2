package org.ngrokd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.client.ClientFixture.CLIENT_ID;
import static org.ngrokd.client.ClientFixture.authResp;
import static org.ngrokd.client.ClientFixture.newTunnel;
import static org.ngrokd.client.ClientFixture.newTunnelError;
import static org.ngrokd.client.ClientFixture.reqId;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.protocol.testing.Frames;
import org.ngrokd.protocol.testing.MessageText;
import org.ngrokd.protocol.testing.ScriptedPeer;

/** The control connection against a server of the old kind, byte for byte. */
class ScriptedOldServerIT {
  private static final String TAKEN = "Error binding TCP listener: address already in use";
  private static final String NO_HTTPS = "Not listening for https connections";

  private final ClientFixture fixture = new ClientFixture();

  ScriptedOldServerIT() throws IOException {}

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void authIsOneRecordWithEveryField() throws Exception {
    fixture.begin(TunnelSpec.http("8080"));

    String auth = fixture.server().nextConnection().expectJoinedMessage();

    assertThat(auth)
        .startsWith(
            "{\"Type\":\"Auth\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\","
                + "\"User\":\"the-auth-token\",\"Password\":\"\",");
    assertThat(MessageText.field(auth, "OS")).isIn("linux", "darwin", "windows");
    assertThat(MessageText.field(auth, "Arch")).isIn("amd64", "arm64", "386", "arm");
    assertThat(MessageText.field(auth, "ClientId")).isEmpty();
  }

  @Test
  void nothingIsSentBeforeAuthIsAnswered() throws Exception {
    fixture.begin(TunnelSpec.http("8080"));
    ScriptedPeer control = fixture.server().nextConnection();
    assertThat(MessageText.type(control.expectJoinedMessage())).isEqualTo("Auth");

    control.expectNothing(Duration.ofMillis(200));
  }

  @Test
  void reqTunnelIsOneRecordWithEveryField() throws Exception {
    fixture.begin(
        TunnelSpec.httpAndHttps("8080").subdomain("shop").auth("user:password"),
        TunnelSpec.tcp("22").remotePort(2222),
        TunnelSpec.https("8443").hostname("nas.example.com"));
    ScriptedPeer control = fixture.control();

    List<String> requests =
        List.of(
            control.expectJoinedMessage(),
            control.expectJoinedMessage(),
            control.expectJoinedMessage());

    assertThat(requests)
        .allSatisfy(request -> assertThat(reqId(request)).matches("[0-9a-f]{16}"))
        .extracting(request -> request.replace(reqId(request), "…"))
        .containsExactly(
            """
            {"Type":"ReqTunnel","Payload":{"ReqId":"…","Protocol":"http+https","Hostname":"",\
            "Subdomain":"shop","HttpAuth":"user:password","RemotePort":0}}\
            """,
            """
            {"Type":"ReqTunnel","Payload":{"ReqId":"…","Protocol":"tcp","Hostname":"",\
            "Subdomain":"","HttpAuth":"","RemotePort":2222}}\
            """,
            """
            {"Type":"ReqTunnel","Payload":{"ReqId":"…","Protocol":"https",\
            "Hostname":"nas.example.com","Subdomain":"","HttpAuth":"","RemotePort":0}}\
            """);
  }

  @Test
  void startReturnsOnceEveryTunnelIsOpen() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(
            fixture.builder().tunnel(TunnelSpec.httpAndHttps("8080").name("www")));
    ScriptedPeer control = fixture.control();
    String request = control.expectJoinedMessage();

    control.sendSplit(newTunnel(reqId(request), "http://a.example"));
    fixture.heard.await("opened http://a.example");
    assertThat(starting).isNotDone();
    control.sendSplit(newTunnel(reqId(request), "https://a.example"));

    assertThat(fixture.started(starting).tunnels())
        .containsExactly(
            new OpenTunnel("www", "http", "http://a.example", "127.0.0.1:8080"),
            new OpenTunnel("www", "https", "https://a.example", "127.0.0.1:8080"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Type\":\"AuthResp\",\"Payload\":{\"Version\":\"1\",\"MmVersion\":\"0.0\",\"ClientId\":\"c\",\"Error\":\"\"}}",
        "{\"Type\":\"AuthResp\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"ClientId\":\"c\"}}",
        "{\"Type\":\"AuthResp\",\"Payload\":{\"ClientId\":\"c\",\"Error\":null}}",
        "{\"payload\":{\"clientid\":\"c\",\"more\":[1,{}]},\"type\":\"AuthResp\"}",
      })
  void answerToAuthOfAnotherServerIsAccepted(String answer) throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer control = fixture.server().nextConnection();
    control.expectJoinedMessage();

    control.sendSplit(answer);

    assertThat(MessageText.type(control.expectJoinedMessage())).isEqualTo("ReqTunnel");
  }

  @Test
  void newTunnelWithAnotherHostAndWithoutErrorIsTaken() throws Exception {
    fixture.begin(TunnelSpec.http("8080").subdomain("shop"));
    ScriptedPeer control = fixture.control();
    String id = reqId(control.expectJoinedMessage());

    control.sendSplit(
        "{\"Type\":\"NewTunnel\",\"Payload\":{\"ReqId\":\"%s\",\"Url\":\"http://b.example\",\"Protocol\":\"http\"}}"
            .formatted(id));

    fixture.heard.await("opened http://b.example");
    fixture.heard.await("all open");
  }

  @Test
  void messagesAreUnderstoodInWhateverRecordsTheyCome() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer control = fixture.server().nextConnection();
    control.expectJoinedMessage();

    control.sendByteByByte(authResp(CLIENT_ID));
    String id = reqId(control.expectJoinedMessage());
    control.sendMerged(ClientFixture.PONG, newTunnel(id, "tcp://a.example:1"), ClientFixture.PONG);

    fixture.heard.await("all open");
  }

  @Test
  void pongsWithoutPayloadOrUnaskedAndPingsAreFine() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");

    control.sendSplit("{\"Type\":\"Pong\"}");
    control.sendSplit("{\"Type\":\"Ping\"}");

    assertThat(control.expectJoinedMessage()).isEqualTo("{\"Type\":\"Pong\",\"Payload\":{}}");
  }

  @Test
  void errorInAuthRespEndsTheStart() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(fixture.builder().tunnel(TunnelSpec.http("8080")));
    ScriptedPeer control = fixture.server().nextConnection();
    control.expectJoinedMessage();

    control.sendSplit(
        "{\"Type\":\"AuthResp\",\"Payload\":{\"Version\":\"2\",\"MmVersion\":\"1.7\",\"ClientId\":\"\",\"Error\":\"bad"
            + " token\"}}");

    assertThat(ClientFixture.refusal(starting))
        .isEqualTo("Failed to authenticate to server: bad token");
    fixture.heard.await("refused Failed to authenticate to server: bad token");
    fixture.server().expectNoConnection(Duration.ofMillis(1500)); // nor does it try again
  }

  @Test
  void errorInNewTunnelEndsTheStart() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(fixture.builder().tunnel(TunnelSpec.http("8080")));
    ScriptedPeer control = fixture.control();

    control.sendSplit(
        newTunnelError(
            reqId(control.expectJoinedMessage()), "The tunnel http://a is already registered."));

    assertThat(ClientFixture.refusal(starting))
        .isEqualTo("Server failed to allocate tunnel: The tunnel http://a is already registered.");
  }

  @Test
  void errorWithoutReqIdEndsTheStart() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(fixture.builder().tunnel(TunnelSpec.tcp("22")));
    ScriptedPeer control = fixture.control();
    control.expectJoinedMessage();

    control.sendSplit(newTunnelError("", "Protocol tcp is not supported"));

    assertThat(ClientFixture.refusal(starting))
        .isEqualTo("Server failed to allocate tunnel: Protocol tcp is not supported");
  }

  @Test
  void refusedJoinedRequestIsAskedAgainOneProtocolAtATime() throws Exception {
    fixture.begin(TunnelSpec.httpAndHttps("8080").subdomain("shop"));
    ScriptedPeer control = fixture.control();
    String joined = control.expectJoinedMessage();

    control.sendSplit(newTunnelError(reqId(joined), "Protocol http+https is not supported"));

    String http = control.expectJoinedMessage();
    String https = control.expectJoinedMessage();
    assertThat(MessageText.field(http, "Protocol")).isEqualTo("http");
    assertThat(MessageText.field(http, "Subdomain")).isEqualTo("shop");
    assertThat(MessageText.field(https, "Protocol")).isEqualTo("https");
    control.sendSplit(newTunnel(reqId(http), "http://shop.example"));
    control.sendSplit(newTunnel(reqId(https), "https://shop.example"));
    fixture.heard.await("all open");
  }

  @Test
  void serverThatHangsUpUponAJoinedRequestIsAskedOneByOneFromThenOn() throws Exception {
    fixture.begin(TunnelSpec.httpAndHttps("8080").subdomain("shop"));
    ScriptedPeer control = fixture.control();
    control.sendSplit(newTunnelError(reqId(control.expectJoinedMessage()), "unknown protocol"));
    control.close();

    openOneByOne(fixture.control());
    fixture.heard.await("all open");
    fixture.restartServer();

    openOneByOne(fixture.control());
    fixture.heard.await("all open");
  }

  private static void openOneByOne(ScriptedPeer control) throws IOException {
    for (String protocol : List.of("http", "https")) {
      String request = control.expectJoinedMessage();
      assertThat(MessageText.field(request, "Protocol")).isEqualTo(protocol);
      control.sendSplit(newTunnel(reqId(request), protocol + "://shop.example"));
    }
  }

  @Test
  void refusedTunnelDoesNotTakeTheOthersDown() throws Exception {
    fixture.begin(
        TunnelSpec.tcp("22").name("ssh").remotePort(2222), TunnelSpec.http("80").name("web"));
    ScriptedPeer first = fixture.control();
    first.sendSplit(newTunnelError(reqId(first.expectJoinedMessage()), TAKEN));
    first.close(); // as ngrokd and the original do when they refuse the first one

    ScriptedPeer control = fixture.control();
    String web = control.expectJoinedMessage();
    String ssh = control.expectJoinedMessage();
    assertThat(MessageText.field(web, "Protocol"))
        .as("the refused one comes last")
        .isEqualTo("http");
    control.sendSplit(newTunnel(reqId(web), "http://web.example"));
    control.sendSplit(newTunnelError(reqId(ssh), TAKEN));
    fixture.heard.await("opened http://web.example");
    fixture.heard.await("tunnel refused ssh tcp " + TAKEN);

    String again = control.expectJoinedMessage();
    assertThat(MessageText.field(again, "Protocol")).isEqualTo("tcp");
    control.sendSplit(newTunnel(reqId(again), "tcp://example:2222"));
    fixture.heard.await("opened tcp://example:2222");
    fixture.heard.await("all open");
  }

  @Test
  void eachTunnelHasItsTurnThoughAnotherIsRefusedFirst() throws Exception {
    fixture.begin(
        TunnelSpec.tcp("1").name("one").remotePort(2001),
        TunnelSpec.tcp("2").name("two").remotePort(2002));
    for (String port : List.of("2001", "2002")) {
      ScriptedPeer control = fixture.control();
      String request = control.expectJoinedMessage();
      assertThat(request).contains("\"RemotePort\":" + port);
      control.sendSplit(newTunnelError(reqId(request), TAKEN));
      control.close();
    }

    fixture.heard.await("waiting Server failed to allocate tunnel: " + TAKEN);
  }

  @Test
  void refusalAtTheVeryFirstStartIsTriedAgain() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer first = fixture.control();
    first.sendSplit(newTunnelError(reqId(first.expectJoinedMessage()), TAKEN));
    first.close();

    fixture.heard.await("waiting Server failed to allocate tunnel: " + TAKEN);
    fixture.controlWithTunnel("tcp://a.example:1");

    fixture.heard.await("all open");
  }

  @Test
  void refusalThatWaitingCannotMendIsTheEnd() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer control = fixture.control();

    control.sendSplit(
        newTunnelError(reqId(control.expectJoinedMessage()), "Invalid subdomain 'a b'"));

    fixture.heard.await("refused Server failed to allocate tunnel: Invalid subdomain 'a b'");
    fixture.server().expectNoConnection(Duration.ofMillis(1500));
  }

  @Test
  void startFailsWhenOneOfItsTunnelsIsRefused() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(
            fixture.builder().tunnel(TunnelSpec.http("80")).tunnel(TunnelSpec.tcp("22")));
    ScriptedPeer control = fixture.control();
    control.sendSplit(newTunnel(reqId(control.expectJoinedMessage()), "http://a.example"));

    control.sendSplit(newTunnelError(reqId(control.expectJoinedMessage()), TAKEN));

    assertThat(ClientFixture.refusal(starting))
        .isEqualTo("Server failed to allocate tunnel: " + TAKEN);
  }

  @Test
  void serverWithoutHttpsGivesTheHttpTunnelAndIsTold() throws Exception {
    TunnelConfig both = TunnelSpec.httpAndHttps("8080").config();
    fixture.begin(both.withOptions(both.options().withOptionalHttps()));
    ScriptedPeer control = fixture.control();
    String joined = reqId(control.expectJoinedMessage());
    control.sendSplit(newTunnel(joined, "http://a.example"));
    control.sendSplit(newTunnelError(joined, NO_HTTPS));

    control.sendSplit(newTunnelError(reqId(control.expectJoinedMessage()), NO_HTTPS));

    fixture.heard.await("warned This server has no https: the tunnel is for http only");
    fixture.heard.await("all open");
  }

  @Test
  void httpsThatWasAskedForByNameIsRefused() throws Exception {
    fixture.begin(TunnelSpec.httpAndHttps("8080").name("web"));
    ScriptedPeer control = fixture.control();
    String joined = reqId(control.expectJoinedMessage());
    control.sendSplit(newTunnel(joined, "http://a.example"));
    control.sendSplit(newTunnelError(joined, NO_HTTPS));

    control.sendSplit(newTunnelError(reqId(control.expectJoinedMessage()), NO_HTTPS));

    fixture.heard.await("tunnel refused web https " + NO_HTTPS);
  }

  @Test
  void clientReconnectsWithItsIdAndOpensItsTunnelsAgain() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    fixture.controlWithTunnel("tcp://a.example:1");
    fixture.heard.await("all open");

    fixture.restartServer();

    fixture.heard.await("waiting ");
    ScriptedPeer again = fixture.server().nextConnection();
    assertThat(MessageText.field(again.expectJoinedMessage(), "ClientId")).isEqualTo(CLIENT_ID);
    again.sendSplit(authResp(CLIENT_ID));
    again.sendSplit(newTunnel(reqId(again.expectJoinedMessage()), "tcp://a.example:1"));
    fixture.heard.await("all open");
  }

  @Test
  void anotherIdAfterAReconnectIsTheOneThatCounts() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    fixture.controlWithTunnel("tcp://a.example:1").close();
    ScriptedPeer again = fixture.server().nextConnection();
    again.expectJoinedMessage();
    again.sendSplit(authResp("another-id"));
    again.sendSplit(newTunnel(reqId(again.expectJoinedMessage()), "tcp://a.example:1"));

    again.sendSplit(ClientFixture.REQ_PROXY);

    assertThat(fixture.server().nextConnection().expectJoinedMessage())
        .isEqualTo("{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"another-id\"}}");
  }

  @Test
  void refusalAfterItWasOnlineIsTriedAgain() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    fixture.controlWithTunnel("tcp://a.example:1").close();
    ScriptedPeer again = fixture.control();

    again.sendSplit(newTunnelError(reqId(again.expectJoinedMessage()), "already registered"));

    fixture.heard.await("waiting Server failed to allocate tunnel: already registered");
    ScriptedPeer third = fixture.controlWithTunnel("tcp://a.example:1");
    fixture.heard.await("all open");
    third.expectNothing(Duration.ofMillis(50));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "{\"Type\":\"Unheard\",\"Payload\":{}}",
        "{\"Type\":\"Pong\",\"Payload\":[]}"
      })
  void brokenMessageEndsTheSessionNotTheClient(String message) throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");
    fixture.heard.await("all open");

    control.sendSplit(message);

    fixture.heard.await("waiting ");
    fixture.controlWithTunnel("tcp://a.example:1");
    fixture.heard.await("all open");
  }

  @Test
  void hostileLengthEndsTheSessionNotTheClient() throws Exception {
    fixture.begin(TunnelSpec.tcp("22"));
    ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");
    fixture.heard.await("all open");

    control.socket().writeRecord(Frames.header(-1));

    fixture.heard.await("waiting ");
    fixture.controlWithTunnel("tcp://a.example:1");
  }

  @Test
  void closedClientSaysGoodbyeAndStaysAway() throws Exception {
    FutureTask<NgrokClient> starting =
        ClientFixture.starting(fixture.builder().tunnel(TunnelSpec.tcp("22")));
    ScriptedPeer control = fixture.controlWithTunnel("tcp://a.example:1");

    fixture.started(starting).close();

    control.expectTcpClosed(Duration.ofSeconds(5));
    fixture.server().expectNoConnection(Duration.ofMillis(1500));
  }
}
