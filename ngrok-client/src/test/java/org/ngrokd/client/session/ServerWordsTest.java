package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.NewTunnel;
import org.ngrokd.protocol.Message.StartProxy;
import org.ngrokd.streams.net.ProtocolException;

class ServerWordsTest {
  private static final String LONG = "x".repeat(50_000);

  static List<Message> tooLong() {
    return List.of(
        new AuthResp(LONG, "1.7", "id", "", List.of()),
        new AuthResp("2", LONG, "id", "", List.of()),
        new AuthResp("2", "1.7", LONG, "", List.of()),
        new AuthResp("2", "1.7", "", LONG, List.of()),
        new AuthResp("2", "1.7", "id", "", List.of(LONG)),
        new AuthResp("2", "1.7", "id", "", Collections.nCopies(101, "a")),
        new NewTunnel(LONG, "http://a", "http", ""),
        new NewTunnel("id", LONG, "http", ""),
        new NewTunnel("id", "http://a", LONG, ""),
        new NewTunnel("id", "", "", LONG),
        new StartProxy(LONG, "1.2.3.4:5", false),
        new StartProxy("http://a", LONG, false));
  }

  @ParameterizedTest
  @MethodSource
  void tooLong(Message message) {
    assertThatThrownBy(() -> ServerWords.check(message))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("the server's " + message.getClass().getSimpleName())
        .hasMessageContaining("see server_addr");
  }

  @Test
  void whatServersSayIsFine() {
    String name = "http://" + "a".repeat(253) + ":65535";
    for (Message message :
        List.of(
            new AuthResp("2", "1.7", "0".repeat(64), "", List.of("mux", "half-close")),
            new AuthResp("2", "1.7", "", "e".repeat(2000), List.of()),
            new NewTunnel("0123456789abcdef", name, "http", ""),
            new StartProxy(name, "[2001:db8::1]:65535", true),
            new Message.Ping())) {
      assertThatCode(() -> ServerWords.check(message)).doesNotThrowAnyException();
    }
  }
}
