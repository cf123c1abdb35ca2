package org.ngrokd.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.Ping;
import org.ngrokd.protocol.Message.Pong;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.Message.ReqProxy;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.protocol.TunnelSettings;

class MessageEncoderTest {

  @Test
  void serverWritesHeaderAndPayloadAsABufferEach() {
    List<byte[]> buffers = written(RecordLayout.HEADER_APART, new Ping());

    assertThat(buffers)
        .containsExactly(
            new byte[] {28, 0, 0, 0, 0, 0, 0, 0},
            "{\"Type\":\"Ping\",\"Payload\":{}}".getBytes(UTF_8));
  }

  @Test
  void clientWritesHeaderAndPayloadAsOneBuffer() {
    List<byte[]> buffers = written(RecordLayout.ONE_RECORD, new Ping());

    assertThat(buffers)
        .containsExactly(
            new byte[] {
              28, 0, 0, 0, 0, 0, 0, 0, //
              '{', '"', 'T', 'y', 'p', 'e', '"', ':', '"', 'P', 'i', 'n', 'g', '"', ',', //
              '"', 'P', 'a', 'y', 'l', 'o', 'a', 'd', '"', ':', '{', '}', '}'
            });
  }

  @Test
  void severalMessagesAreNeverMerged() {
    assertThat(written(RecordLayout.HEADER_APART, new Ping(), new Pong(), new ReqProxy()))
        .hasSize(6);
    assertThat(written(RecordLayout.ONE_RECORD, new Ping(), new Pong(), new RegProxy("")))
        .hasSize(3);
  }

  @Test
  void lengthCountsBytesNotCharacters() {
    List<byte[]> buffers = written(RecordLayout.HEADER_APART, new RegProxy("é😀"));

    assertThat(buffers)
        .containsExactly(
            new byte[] {51, 0, 0, 0, 0, 0, 0, 0},
            "{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"é😀\"}}".getBytes(UTF_8));
  }

  @Test
  void lengthAbove255IsLittleEndian() {
    List<byte[]> buffers = written(RecordLayout.HEADER_APART, new RegProxy("x".repeat(0x200)));

    // 45 bytes around the id
    assertThat(buffers.get(0)).containsExactly(45, 2, 0, 0, 0, 0, 0, 0);
    assertThat(buffers.get(1)).hasSize(0x200 + 45);
  }

  @ParameterizedTest
  @MethodSource("messagesAndTheirJson")
  void everyFieldIsWritten(Message message, String json) {
    List<byte[]> buffers = written(RecordLayout.HEADER_APART, message);

    assertThat(buffers.get(1)).asString(UTF_8).isEqualTo(json);
  }

  static Stream<Arguments> messagesAndTheirJson() {
    return Stream.of(
        Arguments.of(
            new Auth("2", "1.7", "tok", "", "linux", "amd64", "", List.of()),
            """
            {"Type":"Auth","Payload":{"Version":"2","MmVersion":"1.7","User":"tok","Password":"",\
            "OS":"linux","Arch":"amd64","ClientId":""}}\
            """),
        Arguments.of(
            new Auth("2", "1.7", "", "", "", "", "c1", List.of("half-close")),
            """
            {"Type":"Auth","Payload":{"Version":"2","MmVersion":"1.7","User":"","Password":"",\
            "OS":"","Arch":"","ClientId":"c1","Extensions":["half-close"]}}\
            """),
        Arguments.of(
            new AuthResp("2", "1.7", "c1", "", List.of()),
            """
            {"Type":"AuthResp","Payload":{"Version":"2","MmVersion":"1.7","ClientId":"c1",\
            "Error":""}}\
            """),
        Arguments.of(
            new AuthResp("2", "1.7", "c1", "", List.of("half-close")),
            """
            {"Type":"AuthResp","Payload":{"Version":"2","MmVersion":"1.7","ClientId":"c1",\
            "Error":"","Extensions":["half-close"]}}\
            """),
        Arguments.of(
            new ReqTunnel("r", "http", "", "www", "u:p", 0),
            """
            {"Type":"ReqTunnel","Payload":{"ReqId":"r","Protocol":"http","Hostname":"",\
            "Subdomain":"www","HttpAuth":"u:p","RemotePort":0}}\
            """),
        Arguments.of(
            new NewTunnel("r", "http://www.example", "http", ""),
            """
            {"Type":"NewTunnel","Payload":{"ReqId":"r","Url":"http://www.example",\
            "Protocol":"http","Error":""}}\
            """),
        Arguments.of(new ReqProxy(), "{\"Type\":\"ReqProxy\",\"Payload\":{}}"),
        Arguments.of(
            new RegProxy("c1"), "{\"Type\":\"RegProxy\",\"Payload\":{\"ClientId\":\"c1\"}}"),
        Arguments.of(
            new Message.CloseTunnel("http://www.example"),
            "{\"Type\":\"CloseTunnel\",\"Payload\":{\"Url\":\"http://www.example\"}}"),
        Arguments.of(
            new ReqTunnel(
                "r",
                "http",
                "",
                "www",
                "u:p",
                0,
                TunnelSettings.NONE.with(new TunnelSettings.Later(true, List.of("u:p2", "v:p3")))),
            """
            {"Type":"ReqTunnel","Payload":{"ReqId":"r","Protocol":"http","Hostname":"",\
            "Subdomain":"www","HttpAuth":"u:p","RemotePort":0,"Pooled":true,\
            "OtherHttpAuth":["u:p2","v:p3"]}}\
            """),
        Arguments.of(
            new Message.ServiceState("http://www.example", false),
            """
            {"Type":"ServiceState","Payload":{"Url":"http://www.example","IsWell":false}}\
            """),
        Arguments.of(
            new StartProxy("tcp://e:1", "1.2.3.4:5", false),
            """
            {"Type":"StartProxy","Payload":{"Url":"tcp://e:1","ClientAddr":"1.2.3.4:5"}}\
            """),
        Arguments.of(
            new StartProxy("tcp://e:1", "1.2.3.4:5", true),
            """
            {"Type":"StartProxy","Payload":{"Url":"tcp://e:1","ClientAddr":"1.2.3.4:5",\
            "Chunked":true}}\
            """),
        Arguments.of(new Ping(), "{\"Type\":\"Ping\",\"Payload\":{}}"),
        Arguments.of(new Pong(), "{\"Type\":\"Pong\",\"Payload\":{}}"));
  }

  private static List<byte[]> written(RecordLayout layout, Message... messages) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageEncoder(layout));
    channel.writeOutbound((Object[]) messages);
    List<byte[]> buffers = new ArrayList<>();
    for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
      buffers.add(ByteBufUtil.getBytes(buffer));
      buffer.release();
    }
    channel.finishAndReleaseAll();
    return buffers;
  }
}
