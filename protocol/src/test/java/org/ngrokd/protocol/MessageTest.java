package org.ngrokd.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ngrokd.protocol.Message.Auth;
import org.ngrokd.protocol.Message.AuthResp;
import org.ngrokd.protocol.Message.RegProxy;
import org.ngrokd.protocol.Message.ReqTunnel;

class MessageTest {
  private static final String CLIENT_ID = "0123456789abcdef0123456789abcdef";

  @ParameterizedTest
  @MethodSource("messagesWithSecrets")
  void noToStringShowsASecret(Message message) {
    assertThat(message.toString()).doesNotContain("hunter2").doesNotContain("89abcdef");
  }

  static Stream<Message> messagesWithSecrets() {
    return Stream.of(
        new Auth("2", "1.7", "hunter2", "hunter2", "linux", "amd64", CLIENT_ID, List.of()),
        new Auth("2", "1.7", "", "", "linux", "amd64", "hunter2", List.of()),
        new AuthResp("2", "1.7", CLIENT_ID, "", List.of()),
        new RegProxy(CLIENT_ID),
        new RegProxy("hunter2"),
        new ReqTunnel("r", "http", "", "", "user:hunter2", 0));
  }

  @Test
  void toStringShowsTheRest() {
    assertThat(new Auth("2", "1.7", "tok", "", "linux", "amd64", CLIENT_ID, List.of()))
        .hasToString(
            "Auth[version=2, mmVersion=1.7, user=***, password=, os=linux, arch=amd64,"
                + " clientId=01234567…]");
    assertThat(new ReqTunnel("r", "tcp", "h", "s", "u:p", 22))
        .hasToString(
            "ReqTunnel[reqId=r, protocol=tcp, hostname=h, subdomain=s, httpAuth=***,"
                + " remotePort=22]");
  }

  @Test
  void listsOfExtensionsAreCopied() {
    List<String> extensions = new ArrayList<>(List.of("a"));
    Auth auth = new Auth("", "", "", "", "", "", "", extensions);

    extensions.add("b");

    assertThat(auth.extensions()).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource
  void typeIsFoundByItsNameAsItIsWritten(MessageType type) {
    assertThat(MessageType.named(type.wireName())).contains(type);
    assertThat(MessageType.named(type.wireName().toLowerCase(java.util.Locale.ROOT))).isEmpty();
  }

  @Test
  void everyRecordHasAType() {
    List<Class<?>> records =
        Stream.of(Message.class.getDeclaredClasses()).filter(Class::isRecord).toList();

    assertThat(records).hasSameSizeAs(MessageType.values());
    assertThat(MessageType.of(new RegProxy(""))).isEqualTo(MessageType.REG_PROXY);
    assertThat(MessageType.of(new Message.Pong())).isEqualTo(MessageType.PONG);
  }
}
