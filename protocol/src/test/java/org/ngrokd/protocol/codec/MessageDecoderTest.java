package org.ngrokd.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.CloseTunnel;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.streams.net.ProtocolException;

class MessageDecoderTest {

  @Test
  void authIsReadWithAllItsFields() {
    assertThat(
            read(
                """
                {"Type":"Auth","Payload":{"Version":"2","MmVersion":"1.7","User":"tok",\
                "Password":"pw","OS":"linux","Arch":"amd64","ClientId":"c1",\
                "Extensions":["half-close"]}}"""))
        .isEqualTo(
            new Auth("2", "1.7", "tok", "pw", "linux", "amd64", "c1", List.of("half-close")));
  }

  @Test
  void authRespIsReadWithAllItsFields() {
    assertThat(
            read(
                """
                {"Type":"AuthResp","Payload":{"Version":"2","MmVersion":"1.7","ClientId":"c1",\
                "Error":"no","Extensions":["a","b"]}}"""))
        .isEqualTo(new AuthResp("2", "1.7", "c1", "no", List.of("a", "b")));
  }

  @Test
  void reqTunnelIsReadWithAllItsFields() {
    assertThat(
            read(
                """
                {"Type":"ReqTunnel","Payload":{"ReqId":"r","Protocol":"http+https",\
                "Hostname":"h.example","Subdomain":"s","HttpAuth":"u:p","RemotePort":22113}}"""))
        .isEqualTo(new ReqTunnel("r", "http+https", "h.example", "s", "u:p", 22113));
  }

  @Test
  void newTunnelIsReadWithAllItsFields() {
    assertThat(
            read(
                """
                {"Type":"NewTunnel","Payload":{"ReqId":"r","Url":"http://s.example",\
                "Protocol":"http","Error":"taken"}}"""))
        .isEqualTo(new NewTunnel("r", "http://s.example", "http", "taken"));
  }

  @Test
  void startProxyIsReadWithAllItsFields() {
    assertThat(
            read(
                """
                {"Type":"StartProxy","Payload":{"Url":"tcp://e:1","ClientAddr":"1.2.3.4:5",\
                "Chunked":true}}"""))
        .isEqualTo(new StartProxy("tcp://e:1", "1.2.3.4:5", true));
  }

  @Test
  void smallMessagesAreRead() {
    assertThat(read("{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"c1\"}}"))
        .isEqualTo(new RegProxy("c1"));
    assertThat(read("{\"Type\":\"CloseTunnel\",\"Payload\":{\"Url\":\"tcp://e:1\"}}"))
        .isEqualTo(new CloseTunnel("tcp://e:1"));
    assertThat(read("{\"Type\":\"ReqProxy\",\"Payload\":{}}")).isEqualTo(new ReqProxy());
    assertThat(read("{\"Type\":\"Ping\",\"Payload\":{}}")).isEqualTo(new Ping());
    assertThat(read("{\"Type\":\"Pong\",\"Payload\":{}}")).isEqualTo(new Pong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Type\":\"Pong\"}",
        "{\"Type\":\"Pong\",\"Payload\":null}",
        "{\"Payload\":{},\"Type\":\"Pong\"}",
        "{\"TYPE\":\"Pong\",\"payload\":{}}",
        " \t\r\n{ \"Type\" : \"Pong\" , \"Payload\" : { } } \n",
        "{\"Type\":\"Pong\",\"Payload\":{\"Anything\":[1,{\"a\":null}]},\"More\":true}"
      })
  void pongIsTakenInAnyForm(String json) {
    assertThat(read(json)).isEqualTo(new Pong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Type\":\"RegProxy\",\"Payload\":{\"clientid\":\"c1\"}}",
        "{\"type\":\"RegProxy\",\"PAYLOAD\":{\"CLIENTID\":\"c1\"}}",
        "{\"tYPE\":\"RegProxy\",\"payLoad\":{\"cLIENTiD\":\"c1\"}}"
      })
  void keysAreTakenInAnyCase(String json) {
    assertThat(read(json)).isEqualTo(new RegProxy("c1"));
  }

  @Test
  void theLastOfSeveralEqualKeysWins() {
    assertThat(
            read(
                """
                {"Type":"RegProxy","Payload":{"ClientId":"a","ClientId":"b","clientid":"c"}}"""))
        .isEqualTo(new RegProxy("c"));
  }

  @Test
  void missingAndNullFieldsAreZero() {
    ReqTunnel empty = new ReqTunnel("", "", "", "", "", 0);

    assertThat(read("{\"Type\":\"ReqTunnel\",\"Payload\":{}}")).isEqualTo(empty);
    assertThat(read("{\"Type\":\"ReqTunnel\"}")).isEqualTo(empty);
    assertThat(
            read(
                """
                {"Type":"ReqTunnel","Payload":{"ReqId":null,"Protocol":null,"Hostname":null,\
                "Subdomain":null,"HttpAuth":null,"RemotePort":null}}"""))
        .isEqualTo(empty);
    assertThat(read("{\"Type\":\"Auth\",\"Payload\":{}}"))
        .isEqualTo(new Auth("", "", "", "", "", "", "", List.of()));
    assertThat(read("{\"Type\":\"AuthResp\",\"Payload\":{\"ClientId\":\"c\"}}"))
        .isEqualTo(new AuthResp("", "", "c", "", List.of()));
    assertThat(read("{\"Type\":\"StartProxy\",\"Payload\":{\"Chunked\":null}}"))
        .isEqualTo(new StartProxy("", "", false));
  }

  @Test
  void unknownFieldsAreIgnored() {
    assertThat(
            read(
                """
                {"Type":"Auth","Payload":{"GzipProxy":false,"authtoken":"t","User":"u",\
                "X":{"Y":[]}}}"""))
        .isEqualTo(new Auth("", "", "u", "", "", "", "", List.of()));
  }

  @Test
  void extensionsInAFormWeDoNotKnowAreIgnored() {
    assertThat(read("{\"Type\":\"Auth\",\"Payload\":{\"Extensions\":\"half-close\"}}"))
        .isEqualTo(new Auth("", "", "", "", "", "", "", List.of()));
    assertThat(read("{\"Type\":\"Auth\",\"Payload\":{\"Extensions\":[1,null,\"a\",{}]}}"))
        .isEqualTo(new Auth("", "", "", "", "", "", "", List.of("a")));
  }

  @ParameterizedTest
  @CsvSource({
    "22106, 22106",
    "\"22106\", 22106",
    "\"\", 0",
    "0, 0",
    "\"0\", 0",
    "65535, 65535",
    "\"65535\", 65535",
    "null, 0"
  })
  void remotePortMayBeANumberOrAText(String json, int port) {
    assertThat(read("{\"Type\":\"ReqTunnel\",\"Payload\":{\"RemotePort\":" + json + "}}"))
        .isEqualTo(new ReqTunnel("", "", "", "", "", port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "65536",
        "70000",
        "1.5",
        "1e3",
        "true",
        "[]",
        "{}",
        "4294967297",
        "18446744073709551617",
        "99999999999999999999999999999999",
        "1e999999999",
        "\"-1\"",
        "\"70000\"",
        "\"4294967297\"",
        "\"1.5\"",
        "\"http\"",
        "\" 80\""
      })
  void remotePortThatIsNoPortFails(String json) {
    assertThat(failure("{\"Type\":\"ReqTunnel\",\"Payload\":{\"RemotePort\":" + json + "}}"))
        .hasMessage("ReqTunnel.RemotePort is not a port, 0 to 65535");
  }

  @ParameterizedTest
  @CsvSource({
    "Auth, Version",
    "Auth, MmVersion",
    "Auth, User",
    "Auth, Password",
    "Auth, OS",
    "Auth, Arch",
    "Auth, ClientId",
    "AuthResp, Version",
    "AuthResp, MmVersion",
    "AuthResp, ClientId",
    "AuthResp, Error",
    "ReqTunnel, ReqId",
    "ReqTunnel, Protocol",
    "ReqTunnel, Hostname",
    "ReqTunnel, Subdomain",
    "ReqTunnel, HttpAuth",
    "NewTunnel, ReqId",
    "NewTunnel, Url",
    "NewTunnel, Protocol",
    "NewTunnel, Error",
    "RegProxy, ClientId",
    "StartProxy, Url",
    "StartProxy, ClientAddr",
    "CloseTunnel, Url"
  })
  void textOfAnotherTypeFails(String type, String key) {
    for (String value : List.of("1", "false", "[\"secret\"]", "{\"secret\":\"secret\"}")) {
      assertThat(failure("{\"Type\":\"%s\",\"Payload\":{\"%s\":%s}}".formatted(type, key, value)))
          .as("%s as %s", key, value)
          .hasMessage(type + "." + key + " is not a text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"true\"", "[]", "{}"})
  void chunkedOfAnotherTypeFails(String value) {
    assertThat(failure("{\"Type\":\"StartProxy\",\"Payload\":{\"Chunked\":" + value + "}}"))
        .hasMessage("StartProxy.Chunked is not true or false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "[]", "1", "true"})
  void payloadOfAnotherTypeFails(String payload) {
    assertThat(failure("{\"Type\":\"Ping\",\"Payload\":" + payload + "}"))
        .hasMessage("Ping is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"Ping\"", "7", "true", "[{\"Type\":\"Ping\"}]"})
  void messageOfAnotherTypeFails(String json) {
    assertThat(failure(json)).hasMessage("message is not a JSON object");
  }

  @Test
  void typeOfAnotherTypeFails() {
    assertThat(failure("{\"Type\":1,\"Payload\":{}}")).hasMessage("message.Type is not a text");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"Type\":\"Nonsense\"}, Nonsense",
    "{\"Type\":\"ping\"}, ping",
    "{\"Type\":\"\"}, ''",
    "{}, ''",
    "null, ''",
    "' ', ''"
  })
  void unknownTypeFails(String json, String name) {
    assertThat(failure(json)).hasMessage("unknown message type \"" + name + '"');
  }

  @Test
  void longUnknownTypeIsCutInTheMessage() {
    assertThat(failure("{\"Type\":\"" + "x".repeat(60_000) + "\"}"))
        .hasMessage("unknown message type \"" + "x".repeat(40) + "…\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1",
        "{",
        "{\"Type\":\"Ping\"",
        "{\"Type\":\"Ping\"}}",
        "{\"Type\":\"Ping\"} x",
        "{\"Type\":\"Ping\"}{\"Type\":\"Ping\"}",
        "{Type:\"Ping\"}",
        "{'Type':'Ping'}",
        "{\"Type\":\"Ping\",}",
        "{\"Type\":\"Pi\nng\"}",
        "\0\0\0\0"
      })
  void whatIsNotJsonFails(String json) {
    assertThat(failure(json)).hasMessageStartingWith("a message is not JSON (column ");
  }

  @Test
  void deepNestingFailsInOrder() {
    String deep = "[".repeat(32_000) + "]".repeat(32_000);

    assertThat(failure("{\"Type\":\"Ping\",\"Payload\":{\"x\":" + deep + "}}"))
        .hasMessageStartingWith("a message is not JSON");
    assertThat(failure(deep)).hasMessageStartingWith("a message is not JSON");
  }

  @Test
  void numberOfThousandsOfDigitsFailsInOrder() {
    assertThat(
            failure(
                "{\"Type\":\"ReqTunnel\",\"Payload\":{\"RemotePort\":" + "9".repeat(60_000) + "}}"))
        .hasMessageStartingWith("a message is not JSON");
  }

  @Test
  void invalidUtf8IsReplacedAsGoDoes() {
    byte[] json = "{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"a?b\"}}".getBytes(UTF_8);
    json[new String(json, UTF_8).indexOf('?')] = (byte) 0xff;

    assertThat(read(json)).isEqualTo(new RegProxy("a\ufffdb"));
  }

  @Test
  void invalidUtf8OutsideATextFails() {
    assertThat(failure(new byte[] {(byte) 0xc3, (byte) 0x28, (byte) 0xff}))
        .hasMessageStartingWith("a message is not JSON");
  }

  @Test
  void textMayHoldAnyCharacter() {
    assertThat(read("{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"\\u00e9é\\n\\\"\\\\😀\"}}"))
        .isEqualTo(new RegProxy("éé\n\"\\😀"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Type\":\"Auth\",\"Payload\":{\"User\":\"hunter2\"",
        "{\"Type\":\"Auth\",\"Payload\":{\"User\":hunter2}}",
        "{\"Type\":\"Auth\",\"Payload\":{\"User\":\"hunter2\",\"OS\":1}}",
        "{\"Type\":\"Auth\",\"Payload\":{\"User\":[\"hunter2\"]}}",
        "{\"Type\":\"Auth\",\"Payload\":\"hunter2\"}",
        "{\"Type\":\"ReqTunnel\",\"Payload\":{\"RemotePort\":\"hunter2\"}}",
        "{\"Type\":\"ReqTunnel\",\"Payload\":{\"HttpAuth\":\"u:hunter2\",\"RemotePort\":-1}}"
      })
  void secretsDoNotReachAnExceptionsMessage(String json) {
    ProtocolException failure = failure(json);

    assertThat(failure.getMessage()).doesNotContain("hunter2");
    assertThat(failure).hasNoCause();
    assertThat(failure.getStackTrace()).isEmpty();
  }

  private static Message read(String json) {
    return read(json.getBytes(UTF_8));
  }

  private static Message read(byte[] json) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder());
    try {
      channel.writeInbound(Unpooled.copiedBuffer(json));
      return channel.readInbound();
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  private static ProtocolException failure(String json) {
    return failure(json.getBytes(UTF_8));
  }

  private static ProtocolException failure(byte[] json) {
    DecoderException thrown = catchThrowableOfType(DecoderException.class, () -> read(json));
    assertThat(thrown).as("a failure for %s", new String(json, UTF_8)).isNotNull();
    assertThat(thrown.getCause()).isInstanceOf(ProtocolException.class);
    return (ProtocolException) Objects.requireNonNull(thrown.getCause());
  }

  @Test
  void nothingBehindABrokenMessageIsTaken() {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder());

    DecoderException failure =
        catchThrowableOfType(
            DecoderException.class,
            () ->
                channel.writeInbound(
                    Unpooled.copiedBuffer("{\"Type\":", UTF_8),
                    Unpooled.copiedBuffer("{\"Type\":\"Ping\"}", UTF_8)));

    assertThat(failure).hasCauseInstanceOf(ProtocolException.class);
    assertThat(channel.inboundMessages()).isEmpty();
    channel.finishAndReleaseAll();
  }
}
