package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebSocketReaderTest {
  private static final String LONG_60000 = "\u0081~\u00ea`" + "x".repeat(60_000);

  private final List<String> told = new ArrayList<>();
  private final WebSocketReader reader = reader("", told);

  private static WebSocketReader reader(String extensions, List<String> told) {
    return new WebSocketReader(
        WebSocketDeflate.of(extensions, false),
        (kind, captured, size) -> told.add(Told.frame(kind, bytes(captured), size)));
  }

  private static byte[] bytes(ByteBuffer captured) {
    byte[] copy = new byte[captured.remaining()];
    captured.get(copy);
    return copy;
  }

  private static void read(WebSocketReader reader, String bytes) {
    ByteBuf buffer = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
    reader.read(buffer);
    assertThat(buffer.readerIndex()).isZero();
    buffer.release();
  }

  private void read(String bytes) {
    read(reader, bytes);
  }

  /** The same wherever it is cut, which is looked for at each place. */
  private static List<String> readEveryWay(String extensions, String bytes) {
    List<String> whole = new ArrayList<>();
    read(reader(extensions, whole), bytes);
    for (int cut = 1; cut < bytes.length(); cut++) {
      List<String> inTwo = new ArrayList<>();
      WebSocketReader cutReader = reader(extensions, inTwo);
      read(cutReader, bytes.substring(0, cut));
      read(cutReader, bytes.substring(cut));
      assertThat(inTwo).as("cut at %s", cut).isEqualTo(whole);
    }
    return whole;
  }

  @Test
  void messagesAreToldWhereverTheyAreCut() {
    String hi = "\u0081\u0082\u0001\u0002\u0003\u0004ik"; // masked with 1, 2, 3, 4
    String empty = "\u0081\u0080\u0001\u0002\u0003\u0004";
    String parts = "\u0001\u0003abc\u0089\u0000\u0000\u0001d\u0080\u0000";
    String of126 = "\u0082~\u0000~" + "y".repeat(126);
    String of200 = "\u0082\u007f\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u00c8" + "z".repeat(200);

    assertThat(readEveryWay("", hi + empty + parts + of126 + of200 + "\u0088\u0000"))
        .containsExactly(
            "TEXT[hi]",
            "TEXT[]",
            "PING[]",
            "TEXT[abcd]",
            "BINARY[" + "y".repeat(126) + "]",
            "BINARY[" + "z".repeat(200) + "]",
            "CLOSE[]");
  }

  @Test
  void maskGoesOnThroughALongMessage() {
    String masked = "\u0081\u0085\u0000 \u0000 aBcDe"; // in every second letter

    assertThat(readEveryWay("", masked)).containsExactly("TEXT[abcde]");
  }

  @Test
  void ofALongMessageTheBeginningIsKept() {
    int length = 65_536 + 10;
    String head = "\u0082\u007f\u0000\u0000\u0000\u0000\u0000\u0001\u0000\n";

    read(head + "a".repeat(65_535));
    read("b".repeat(length - 65_535) + "\u0081\u0002hi");

    assertThat(told).containsExactly("BINARY[" + "a".repeat(65_535) + "b]" + length, "TEXT[hi]");
  }

  @Test
  void ofALongMaskedMessageTheBeginningIsKept() {
    int length = 65_536 + 10;
    String head =
        "\u0082\u00ff\u0000\u0000\u0000\u0000\u0000\u0001\u0000\n\u0001\u0002\u0003\u0004";

    read(head + "`cbe".repeat(16_386) + "`c"); // "aaaa" behind the mask
    read("\u0081\u0082\u0001\u0002\u0003\u0004ik");

    assertThat(told).containsExactly("BINARY[" + "a".repeat(65_536) + "]" + length, "TEXT[hi]");
  }

  @Test
  void ofAMessageInLongPartsTheBeginningIsKept() {
    read("\u0001" + LONG_60000.substring(1) + "\u0080" + LONG_60000.substring(1));

    assertThat(told).containsExactly("TEXT[" + "x".repeat(65_536) + "]120000");
  }

  @Test
  void lengthOf64BitsIsFollowed() {
    read("\u0082\u007f\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000"); // 2^40
    for (int i = 0; i < 100; i++) {
      read("x".repeat(1000));
    }

    assertThat(told).isEmpty();
  }

  @Test
  void lengthThatIsNoneEndsTheReading() {
    read("\u0082\u007f\u0080\u0000\u0000\u0000\u0000\u0000\u0000\u0000"); // -2^63
    read("\u0081\u0002hi");

    assertThat(told).isEmpty();
  }

  @Test
  void compressedMessagesBuildOnEachOther() {
    String first = "\u00c1\u000b\u00caH\u00cd\u00c9\u00c9W\u00c8\u0000\u0091\u0000\u0000";
    String second = "\u00c1\u0005\u00ca@0\u0001\u0000";

    assertThat(readEveryWay("permessage-deflate", first + second))
        .containsExactly("TEXT[hello hello]", "TEXT[hello hello]5");
  }

  @Test
  void compressedMessagesStandAloneWhereThatWasAgreed() {
    String first = "\u00c1\u000b\u00caH\u00cd\u00c9\u00c9W\u00c8\u0000\u0091\u0000\u0000";
    String plain = "\u0081\u0002hi";

    assertThat(
            readEveryWay("permessage-deflate; server_no_context_takeover", first + plain + first))
        .containsExactly("TEXT[hello hello]", "TEXT[hi]", "TEXT[hello hello]");
  }

  @Test
  void whatCannotBeUnpackedIsToldAsItIs() {
    assertThat(readEveryWay("permessage-deflate", "\u00c1\u0003\u00ff\u00ff\u00ff\u0081\u0002hi"))
        .containsExactly("BINARY[\u00ff\u00ff\u00ff]", "TEXT[hi]");
  }

  @Test
  void nothingIsToldAfterTheEnd() {
    reader.close();

    read("\u0081\u0002hi");

    assertThat(told).isEmpty();
  }
}
