package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class WebSocketReaderTest {
  private static final String LONG_60000 = "\u0081~\u00ea`" + "x".repeat(60_000);

  private final List<String> told = new ArrayList<>();
  private final WebSocketReader reader = reader("", told);

  private static WebSocketReader reader(String extensions, List<String> told) {
    return new WebSocketReader(
        WebSocketDeflate.of(extensions, false, wanted -> true),
        wanted -> true,
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

  @Test
  void messagesMayEndTheirStreamOfDeflate() {
    String ended = "\u00c1\u0008\u00f3H\u00cd\u00c9\u00c9\u0007\u0000\u0000"; // RFC 7692 §7.2.3.4
    String plain = "\u00c1\u0007\u00f2H\u00cd\u00c9\u00c9\u0007\u0000";

    assertThat(readEveryWay("permessage-deflate", ended + ended + plain))
        .containsExactly("TEXT[Hello]8", "TEXT[Hello]8", "TEXT[Hello]7");
    assertThat(
            readEveryWay("permessage-deflate; server_no_context_takeover", ended + plain + ended))
        .containsExactly("TEXT[Hello]8", "TEXT[Hello]7", "TEXT[Hello]8");
  }

  @Test
  void emptyCompressedMessageIsEmpty() {
    assertThat(readEveryWay("permessage-deflate", "\u00c1\u0001\u0000\u00c1\u0001\u0000"))
        .containsExactly("TEXT[]1", "TEXT[]1");
  }

  @Test
  void damagedMessageSpoilsTheNextOnlyWhereTheyBuildOnEachOther() {
    String damaged = "\u00c1\u0003\u00ff\u00ff\u00ff";
    String good = "\u00c1\u0007\u00f2H\u00cd\u00c9\u00c9\u0007\u0000";

    assertThat(readEveryWay("permessage-deflate; server_no_context_takeover", damaged + good))
        .containsExactly("BINARY[\u00ff\u00ff\u00ff]", "TEXT[Hello]7");
    assertThat(readEveryWay("permessage-deflate; client_no_context_takeover", damaged + good))
        .containsExactly(
            "BINARY[\u00ff\u00ff\u00ff]", "BINARY[\u00f2H\u00cd\u00c9\u00c9\u0007\u0000]");
  }

  @Test
  void nothingIsUnpackedThatWasNotAgreed() {
    assertThat(readEveryWay("", "\u00c1\u0007\u00f2H\u00cd\u00c9\u00c9\u0007\u0000"))
        .containsExactly("BINARY[\u00f2H\u00cd\u00c9\u00c9\u0007\u0000]");
  }

  @Test
  void ofAMessageThatUnpacksToVeryMuchTheBeginningIsTold() {
    String bomb = "\u00c1~" + lengthOf(zeros(10_000_000)) + zeros(10_000_000);

    read(reader("permessage-deflate; server_no_context_takeover", told), bomb + bomb);

    assertThat(told)
        .hasSize(2)
        .allSatisfy(each -> assertThat(each).startsWith("TEXT[" + "\u0000".repeat(65_536) + "]"));
  }

  @Test
  void manyMessagesThatUnpackToVeryMuchAreNotUnpackedAnyMore() {
    String bomb = "\u00c1~" + lengthOf(zeros(10_000_000)) + zeros(10_000_000);

    read(reader("permessage-deflate; server_no_context_takeover", told), bomb.repeat(4));

    assertThat(told).hasSize(4);
    assertThat(told.subList(2, 4)).noneMatch(each -> each.startsWith("TEXT[\u0000"));
  }

  private static String lengthOf(String text) {
    return "" + (char) (text.length() >> 8) + (char) (text.length() & 0xff);
  }

  private static String zeros(int count) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[count]);
    byte[] packed = new byte[60_000];
    int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return new String(packed, 0, length - 4, StandardCharsets.ISO_8859_1);
  }

  @Test
  void continuationOfNothingIsAMessageOfItsOwn() {
    assertThat(readEveryWay("", "\u0081\u0002hi\u0080\u0002ho\u0080\u0001x"))
        .containsExactly("TEXT[hi]", "BINARY[ho]", "BINARY[x]");
  }

  @Test
  void whatArrivesTakesMemoryUntilItIsTold() {
    AtomicLong used = new AtomicLong();
    WebSocketReader counted =
        new WebSocketReader(
            WebSocketDeflate.of("", true, wanted -> true),
            wanted -> used.addAndGet(wanted) >= 0,
            (kind, captured, size) -> told.add(kind + " " + size + " " + used));

    read(counted, LONG_60000.substring(0, 50_000));
    assertThat(used.get()).isBetween(50_000L - 4, 65_536L);

    read(counted, LONG_60000.substring(50_000) + "\u0001\u0004rest");
    assertThat(told).containsExactly("TEXT 60000 0");
    assertThat(used.get()).isPositive();

    counted.close();
    assertThat(used.get()).isZero();
  }

  @Test
  void messageForWhichThereIsNoMemoryIsCounted() {
    WebSocketReader poor =
        new WebSocketReader(
            WebSocketDeflate.of("", true, wanted -> true),
            wanted -> wanted <= 0,
            (kind, captured, size) -> told.add(Told.frame(kind, bytes(captured), size)));

    read(poor, LONG_60000 + "\u0081\u0000");

    assertThat(told).containsExactly("TEXT[]60000", "TEXT[]");
  }
}
