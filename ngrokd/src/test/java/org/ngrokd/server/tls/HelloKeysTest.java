package org.ngrokd.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.server.testing.TestHellos;

/** Whether a client knows certificates of ECDSA, by its bytes. */
class HelloKeysTest {
  private static final String BEFORE_SUITES =
      "0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00";

  private static ByteBuf hello(String suites, String algorithms) {
    String list = "%04x".formatted(suites.length() / 2) + suites;
    int length = algorithms.length() / 2;
    String extension =
        algorithms.isEmpty() ? "" : "000d%04x%04x".formatted(length + 2, length) + algorithms;
    String extensions =
        algorithms.isEmpty() ? "" : "%04x".formatted(extension.length() / 2) + extension;
    String body = BEFORE_SUITES.replace(" ", "") + list + "0100" + extensions;
    int bytes = body.length() / 2;
    return Unpooled.wrappedBuffer(
        HexFormat.of().parseHex("160301%04x01%06x".formatted(bytes + 4, bytes) + body));
  }

  @ParameterizedTest
  @CsvSource({
    "c02b, 0403, true", // ECDHE_ECDSA
    "c02f, 0403, false", // ECDHE_RSA alone
    "c02fc02b, 04010403, true",
    "c02fc02b, 04010501, false", // RSA alone signs
    "1301, 0403, true", // TLS 1.3
    "1301, 0804, false", // PSS alone
    "c009, '', true", // older than signature algorithms
    "002f0035, '', false",
    "cca9, 0603, true",
    "c02f00ff, 0203, false"
  })
  void suitesAndSignaturesTell(String suites, String algorithms, boolean knows) {
    ByteBuf hello = hello(suites, algorithms);

    assertThat(HelloKeys.knowsEcdsa(hello)).isEqualTo(knows);
    assertThat(hello.readerIndex()).isZero();
  }

  @Test
  void todaysClientsDo() {
    assertThat(HelloKeys.knowsEcdsa(Unpooled.wrappedBuffer(TestHellos.naming("a.example.net"))))
        .isTrue();
  }

  @Test
  void whatIsNoHelloIsLeftToTls() {
    ByteBuf whole = hello("c02f", "0401");
    for (int length = 0; length < whole.readableBytes(); length++) {
      assertThat(HelloKeys.knowsEcdsa(whole.slice(0, length))).as("%d bytes", length).isTrue();
    }
    assertThat(HelloKeys.knowsEcdsa(hello("c02f", "0401").setByte(43, 0xff))).isTrue();
    assertThat(
            HelloKeys.knowsEcdsa(Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 4, 1, 0, 0, 0})))
        .isTrue();
  }
}
