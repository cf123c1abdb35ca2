package org.ngrokd.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.tls.ClientHello.NoName.MALFORMED;
import static org.ngrokd.server.tls.ClientHello.NoName.NEEDS_MORE;
import static org.ngrokd.server.tls.ClientHello.NoName.NO_NAME;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.testing.TestHellos;
import org.ngrokd.server.tls.ClientHello.Peek;
import org.ngrokd.server.tls.ClientHello.ServerName;

class ClientHelloTest {
  private static final Peek NAS = new ServerName("nas.example.com");

  /** Version, random, session id, two cipher suites, no compression. */
  private static final String BEFORE_EXTENSIONS =
      "0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
          + " 08 e0e1e2e3e4e5e6e7 0004 1301c02b 01 00";

  private static final String GROUPS = "000a 0004 0002 001d";
  private static final String NAS_EXAMPLE_COM =
      "0000 0014 0012 00 000f 6e61732e6578616d706c652e636f6d";

  /** A whole one, every byte in view. */
  private static final byte[] LITERAL =
      hex(
          "16 0301 0059 01 000055 "
              + BEFORE_EXTENSIONS
              + " 0020 "
              + GROUPS
              + " "
              + NAS_EXAMPLE_COM);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static Peek peek(byte[] bytes) {
    return ClientHello.peek(Unpooled.wrappedBuffer(bytes));
  }

  private static Peek peek(byte[] bytes, int length) {
    return ClientHello.peek(Unpooled.wrappedBuffer(bytes, 0, length));
  }

  /** A hello of this body, with the lengths before it right. */
  private static byte[] hello(String body) {
    byte[] bytes = hex(body);
    return hex(
        "160301%04x01%06x".formatted(bytes.length + 4, bytes.length)
            + HexFormat.of().formatHex(bytes));
  }

  private static byte[] withExtensions(String extensions) {
    return hello(BEFORE_EXTENSIONS + "%04x".formatted(hex(extensions).length) + extensions);
  }

  private static byte[] naming(String host) {
    byte[] name = host.getBytes(StandardCharsets.ISO_8859_1);
    return withExtensions(
        "0000%04x%04x00%04x".formatted(name.length + 5, name.length + 3, name.length)
            + HexFormat.of().formatHex(name));
  }

  @Test
  void nameIsFoundWithTheLastByteAndNothingIsTouched() {
    ByteBuf bytes = Unpooled.buffer().writeZero(7).writeBytes(LITERAL).readerIndex(7);
    int end = bytes.writerIndex();

    for (int length = 0; length < LITERAL.length; length++) {
      bytes.writerIndex(7 + length);
      assertThat(ClientHello.peek(bytes)).as("%d bytes", length).isEqualTo(NEEDS_MORE);
    }
    bytes.writerIndex(end);
    assertThat(ClientHello.peek(bytes)).isEqualTo(NAS);

    assertThat(bytes.readerIndex()).isEqualTo(7);
    assertThat(bytes.writerIndex()).isEqualTo(end);
    assertThat(bytes).isEqualTo(Unpooled.buffer().writeZero(7).writeBytes(LITERAL).readerIndex(7));
  }

  @Test
  void nameIsFoundInPiecesOfABufferToo() {
    for (int cut = 0; cut <= LITERAL.length; cut++) {
      ByteBuf pieces =
          Unpooled.wrappedBuffer(
              Unpooled.wrappedBuffer(LITERAL, 0, cut),
              Unpooled.wrappedBuffer(LITERAL, cut, LITERAL.length - cut));
      assertThat(ClientHello.peek(pieces)).as("cut at %d", cut).isEqualTo(NAS);
    }
  }

  @Test
  void recordsMayCutItAnywhere() {
    for (int most = 1; most < LITERAL.length; most++) {
      byte[] cut = TestHellos.inRecords(LITERAL, most);
      for (int length = 0; length < cut.length; length++) {
        assertThat(peek(cut, length)).as("%d bytes, %d", most, length).isEqualTo(NEEDS_MORE);
      }
      assertThat(peek(cut)).as("%d bytes", most).isEqualTo(NAS);
    }
  }

  @Test
  void whatFollowsIsNotLookedAt() {
    byte[] followed = Arrays.copyOf(LITERAL, LITERAL.length + 3);
    Arrays.fill(followed, LITERAL.length, followed.length, (byte) 0xff);
    assertThat(peek(followed)).isEqualTo(NAS);

    followed[4] = 0x5b; // now two of the three are in the record, behind the message
    for (int length = 0; length < LITERAL.length; length++) {
      assertThat(peek(followed, length)).isEqualTo(NEEDS_MORE);
    }
    assertThat(peek(followed, LITERAL.length)).isEqualTo(NAS);
    assertThat(peek(followed)).isEqualTo(NAS);
  }

  @Test
  void realClientIsUnderstood() {
    assertThat(peek(TestHellos.naming("Nas.Example.com"))).isEqualTo(NAS);
    assertThat(peek(TestHellos.nameless())).isEqualTo(NO_NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nas.example.com", "NAS.Example.COM", "nas.example.com.", "a", "a_b", "xn--zca.x"})
  void nameIsInLowerCaseWithoutAFinalDot(String name) {
    String expected = name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");

    assertThat(peek(naming(name))).isEqualTo(new ServerName(expected));
  }

  @Test
  void longestNameIsOne() {
    String longest = "a.".repeat(126) + "a";

    assertThat(peek(naming(longest))).isEqualTo(new ServerName(longest));
    assertThat(peek(naming(longest + "."))).isEqualTo(new ServerName(longest));
    assertThat(peek(naming(longest + "a"))).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "192.0.2.7.", "2001:db8::7", "::1", "[2001:db8::7]"})
  void addressIsNoName(String address) {
    assertThat(peek(naming(address))).isEqualTo(NO_NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..",
        "a b",
        "a:443",
        "a\0",
        "a/b",
        "\u00e4.example",
        "*.example.com",
        "user@a",
      })
  void whatCannotBeAHostIsMalformed(String name) {
    assertThat(peek(naming(name))).isEqualTo(MALFORMED);
  }

  @Test
  void helloMayNameNoServer() {
    assertThat(peek(hello(BEFORE_EXTENSIONS))).isEqualTo(NO_NAME); // older than extensions
    assertThat(peek(withExtensions(""))).isEqualTo(NO_NAME);
    assertThat(peek(withExtensions(GROUPS))).isEqualTo(NO_NAME);
    assertThat(peek(withExtensions("0000 0006 0004 07 0001 61"))).isEqualTo(NO_NAME); // other kind
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // HTTP, SSH, SSL 2
        "474554202f20485454502f312e310d0a",
        "5353482d322e302d4f70656e5353480d0a",
        "802e0100020015000000100100800200",
        // alert, application data, of major version 2
        "15 0301 0002 0228",
        "17 0303 0001 00",
        "16 0201 0058 01",
        // a record that is empty, or longer than records are
        "16 0301 0000",
        "16 0301 4001 01",
        // ServerHello; HelloRequest, which is empty
        "16 0303 0058 02",
        "16 0301 0004 00 000000",
        // longer than the limit by one; as long as can be
        "16 0301 4000 01 00fffd",
        "16 0301 4000 01 ffffff",
        // header in two records, of which the second is none
        "16 0301 0001 01 17",
        "16 0301 0001 01 16 04",
        "16 0301 0001 01 16 0303 0000",
        // a message that is empty, or too short for anything
        "16 0301 0004 01 000000",
        "16 0301 0006 01 000002 0303",
      })
  void whatIsNoClientHelloIsMalformedAtOnce(String begin) {
    byte[] bytes = hex(begin);

    assertThat(peek(bytes)).isEqualTo(MALFORMED);
    assertThat(peek(Arrays.copyOf(bytes, 200))).isEqualTo(MALFORMED);
  }

  /** A byte of the literal that is part of a length, and what is wrong there. */
  @ParameterizedTest
  @CsvSource({
    "43, 09", "43, 07", "43, ff", "43, 21", // session id
    "53, 03", "53, 05", "53, 06", "53, 00", "53, ff", "52, ff", // cipher suites
    "58, 00", "58, 02", "58, ff", // compression methods
    "61, 1f", "61, 21", "60, ff", "61, 00", // extensions
    "65, 03", "65, 05", "64, ff", // groups
    "73, 13", "73, 15", "72, ff", "73, 00", "73, 01", // server name
    "75, 11", "75, 13", "74, ff", "75, 00", // list
    "78, 0e", "78, 10", "78, 00", "77, ff", // name
  })
  void wrongLengthIsMalformed(int at, String value) {
    byte[] wrong = LITERAL.clone();
    wrong[at] = hex(value)[0];

    assertThat(peek(wrong)).isEqualTo(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        NAS_EXAMPLE_COM + NAS_EXAMPLE_COM,
        "0000 000a 0008 00 0001 61 00 0001 62", // two names of one kind
        "0000 0000",
        "0000 0002 0000",
        "0000 0005 0003 00 0000",
        "0000 0007 0004 00 0001 61 00", // something behind the list
        "0000 0001 00",
        "00",
      })
  void wrongServerNameIsMalformed(String extensions) {
    assertThat(peek(withExtensions(extensions))).isEqualTo(MALFORMED);
  }

  /** Whatever comes: no exception, and what was found once stays so. */
  @Test
  void anyByteMayBeAnything() {
    byte[] cut = TestHellos.inRecords(LITERAL, 30);
    for (byte[] original : new byte[][] {LITERAL, cut}) {
      for (int at = 0; at < original.length; at++) {
        for (int value : new int[] {0, 1, 2, 0x16, 0x7f, 0x80, 0xff, original[at] ^ 1}) {
          byte[] changed = original.clone();
          changed[at] = (byte) value;
          staysWhatItIs(changed);
        }
      }
    }
  }

  private static void staysWhatItIs(byte[] bytes) {
    Peek before = NEEDS_MORE;
    for (int length = 0; length <= bytes.length; length++) {
      Peek now = peek(bytes, length);
      if (before != NEEDS_MORE) {
        assertThat(now).as(HexFormat.of().formatHex(bytes)).isEqualTo(before);
      }
      before = now;
    }
  }

  @Test
  void longestMessageIsUnderstood() {
    int padding = ClientHello.LONGEST - 4 - hex(BEFORE_EXTENSIONS).length - 2 - 24 - 4;
    byte[] body =
        hex(
            BEFORE_EXTENSIONS
                + "%04x".formatted(padding + 4 + 24)
                + "0015%04x".formatted(padding)
                + "00".repeat(padding)
                + NAS_EXAMPLE_COM);
    byte[] message = hex("1603010000" + "01%06x".formatted(body.length) + hexOf(body));
    assertThat(message).hasSize(5 + ClientHello.LONGEST);

    byte[] records = TestHellos.inRecords(message, 1 << 14);

    assertThat(peek(records, records.length - 1)).isEqualTo(NEEDS_MORE);
    assertThat(peek(records)).isEqualTo(NAS);
  }

  private static String hexOf(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void recordsAreCounted() {
    byte[] body = hex(BEFORE_EXTENSIONS + "%04x0015%04x".formatted(2000, 1996) + "00".repeat(1996));
    byte[] message = hex("1603010000" + "01%06x".formatted(body.length) + hexOf(body));
    byte[] bytes = TestHellos.inRecords(message, 1);
    int most = ClientHello.MOST_RECORDS * 6;
    assertThat(bytes).hasSizeGreaterThan(most);

    assertThat(peek(bytes, most)).isEqualTo(NEEDS_MORE);
    assertThat(peek(bytes, most + 1)).isEqualTo(MALFORMED);
    assertThat(peek(bytes)).isEqualTo(MALFORMED);
  }

  @Test
  void lastRecordThatIsAllowedMayHoldTheEnd() {
    byte[] body = hex(BEFORE_EXTENSIONS + "%04x0015%04x".formatted(2000, 1996) + "00".repeat(1996));
    byte[] message = hex("1603010000" + "01%06x".formatted(body.length) + hexOf(body));
    byte[] small = TestHellos.inRecords(message, 1);
    int begin = ClientHello.MOST_RECORDS - 1; // bytes of the message, a record for each
    byte[] bytes = Arrays.copyOf(small, begin * 6 + 5 + message.length - 5 - begin);
    int last = begin * 6;
    bytes[last + 4] = (byte) (message.length - 5 - begin);
    System.arraycopy(message, 5 + begin, bytes, last + 5, message.length - 5 - begin);

    assertThat(peek(bytes, bytes.length - 1)).isEqualTo(NEEDS_MORE);
    assertThat(peek(bytes)).isEqualTo(NO_NAME);
  }

  private static final String ACME_TLS = "0010 000d 000b 0a 61636d652d746c732f31";

  private static Peek nasWith(String protocols) {
    return peek(withExtensions((NAS_EXAMPLE_COM + protocols).replace(" ", "")));
  }

  @Test
  void caAsksForTheProtocolOfChallengesAndNothingElse() {
    Peek challenge = new ServerName("nas.example.com", true);
    assertThat(nasWith(ACME_TLS)).isEqualTo(challenge);
    assertThat(peek(withExtensions((ACME_TLS + NAS_EXAMPLE_COM).replace(" ", ""))))
        .as("before the name")
        .isEqualTo(challenge);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0010 0005 0003 02 6832", // h2
        "0010 0010 000e 0a 61636d652d746c732f31 02 6832", // acme-tls/1, h2
        "0010 0010 000e 02 6832 0a 61636d652d746c732f31", // h2, acme-tls/1
        "0010 000d 000b 0a 61636d652d746c732f32", // acme-tls/2
        "0010 000d 000b 0a 41434d452d544c532f31", // ACME-TLS/1
        "0010 0002 0000",
        "0010 0000"
      })
  void otherProtocolsAreVisitors(String protocols) {
    assertThat(nasWith(protocols)).isEqualTo(NAS);
  }

  @Test
  void challengeWithoutANameIsNone() {
    assertThat(peek(withExtensions(ACME_TLS.replace(" ", "")))).isEqualTo(NO_NAME);
  }
}
