package org.ngrokd.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.ReqTunnel;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.protocol.TunnelSettings;

class MessageLimitsTest {
  private static ReqTunnel longest(String filler) {
    List<String> networks = Collections.nCopies(MessageLimits.NETWORKS, "1".repeat(49));
    return new ReqTunnel(
        filler.repeat(MessageLimits.REQ_ID),
        filler.repeat(MessageLimits.PROTOCOL),
        filler.repeat(MessageLimits.HOST),
        filler.repeat(MessageLimits.HOST),
        filler.repeat(MessageLimits.HTTP_AUTH),
        65_535,
        new TunnelSettings(networks, networks, Integer.MAX_VALUE, true, true)
            .with(
                new TunnelSettings.Later(
                    true,
                    Collections.nCopies(
                        MessageLimits.OTHER_HTTP_AUTHS,
                        filler.repeat(
                            (MessageLimits.ALL_HTTP_AUTHS - MessageLimits.HTTP_AUTH)
                                / MessageLimits.OTHER_HTTP_AUTHS)))));
  }

  /** Else it would end the connection instead of being answered. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "\"", "\u0001"})
  void longestRequestStillFitsIntoAMessage(String filler) {
    ReqTunnel longest = longest(filler);

    assertThat(MessageLimits.excess(longest)).isEmpty();
    assertThat(JsonMapping.write(longest).getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(FrameDecoder.DEFAULT_LIMIT);
  }

  @Test
  void listsHaveSoManyEntriesOfSuchALength() {
    List<String> many = Collections.nCopies(501, "10.0.0.0/8");
    assertThat(MessageLimits.excess(request(many)))
        .contains("AllowCidrs has too many entries: 501, at most 500 are taken");
    assertThat(MessageLimits.excess(request(List.of("1".repeat(50)))))
        .contains("An entry of AllowCidrs is too long: 50 characters, at most 49 are taken");

    Auth auth = new Auth("2", "1.7", "", "", "", "", "", Collections.nCopies(33, "x"));
    assertThat(MessageLimits.excess(auth))
        .contains("Extensions has too many entries: 33, at most 32 are taken");
  }

  private static ReqTunnel request(List<String> allow) {
    return new ReqTunnel(
        "", "http", "", "", "", 0, new TunnelSettings(allow, List.of(), 0, false, false));
  }

  @Test
  void passwordsTogetherAreSoLong() {
    assertThat(MessageLimits.excess(passwords(Collections.nCopies(17, "u:p"))))
        .contains("OtherHttpAuth has too many entries: 17, at most 16 are taken");
    assertThat(
            MessageLimits.excess(
                passwords(List.of("u:" + "p".repeat(700), "v:" + "p".repeat(700)))))
        .contains(
            "HttpAuth and OtherHttpAuth is too long: 1404 characters together, at most 1400 are"
                + " taken");
  }

  private static ReqTunnel passwords(List<String> others) {
    return new ReqTunnel(
        "",
        "http",
        "",
        "",
        "",
        0,
        TunnelSettings.NONE.with(new TunnelSettings.Later(false, others)));
  }

  @Test
  void secretsAreNotQuoted() {
    ReqTunnel request = new ReqTunnel("", "http", "", "", "user:" + "secret".repeat(200), 0);

    assertThat(MessageLimits.excess(request).orElse("")).doesNotContain("secret");
    ReqTunnel several = passwords(List.of("user:secret"));
    assertThat(several.toString() + several.settings()).doesNotContain("secret");
  }

  /** There is no answer to these: the connection ends, and the log has a short line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Type':'RegProxy','Payload':{'ClientId':'%s'}}",
        "{'Type':'CloseTunnel','Payload':{'Url':'%s'}}",
        "{'Type':'NewTunnel','Payload':{'Error':'%s'}}",
        "{'Type':'AuthResp','Payload':{'Error':'%s'}}",
        "{'Type':'StartProxy','Payload':{'ClientAddr':'%s'}}",
      })
  void otherMessageThatIsTooLongIsNotTaken(String form) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder());
    String json = form.formatted("x".repeat(5_000)).replace('\'', '"');

    assertThatThrownBy(
            () -> channel.writeInbound(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8)))
        .isInstanceOf(DecoderException.class)
        .hasMessageContaining("too long: 5000 characters");
  }
}
