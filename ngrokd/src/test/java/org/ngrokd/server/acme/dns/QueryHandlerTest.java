package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;

/** What the name server of the challenges says to datagrams, byte for byte. */
class QueryHandlerTest {
  /** "_acme-challenge.a.example", as it is asked for. */
  private static final String NAME = "0f5f61636d652d6368616c6c656e67650161076578616d706c6500";

  private static final String SOA =
      "0161076578616d706c6500" // a.example, its name server
          + "0a686f73746d61737465720161076578616d706c6500"
          + "000000010000" // then the number of changes
          + "0e1000000e1000000e1000000001";

  private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 53);

  private final ChallengeZone zone = new ChallengeZone("a.example");
  private final MockTicker time = Ticker.newMockTicker();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new DatagramDnsQueryDecoder(),
          new DatagramDnsResponseEncoder(),
          new QueryHandler(
              new ZoneAnswers(zone), new QueryRate(new FloodReports(new LimitCounters()), time)));

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private @Nullable String answer(String query) {
    return answer(query, new InetSocketAddress("203.0.113.7", 40000));
  }

  /** In hexadecimal; null when there is none. */
  private @Nullable String answer(String query, InetSocketAddress from) {
    byte[] bytes = ByteBufUtil.decodeHexDump(query);
    channel.writeInbound(new DatagramPacket(Unpooled.wrappedBuffer(bytes), HERE, from));
    DatagramPacket packet = channel.readOutbound();
    if (packet == null) {
      return null;
    }
    try {
      assertThat(packet.recipient()).isEqualTo(from);
      return ByteBufUtil.hexDump(packet.content());
    } finally {
      packet.release();
    }
  }

  /** A question of type and class, by somebody who wants others to be asked, too. */
  private static String query(String name, String typeAndClass) {
    return "abcd0100000100000000" + "0000" + name + typeAndClass;
  }

  private static String txt(String value) {
    return NAME
        + "00100001"
        + "00000001"
        + "%04x%02x".formatted(value.length() + 1, value.length())
        + ByteBufUtil.hexDump(value.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void publishedValuesAreAnsweredUntilTheyAreTakenBack() throws IOException {
    var first = zone.publish("_acme-challenge.a.example", "one");
    var second = zone.publish("_acme-challenge.a.example", "two");

    assertThat(answer(query(NAME, "00100001")))
        .isEqualTo("abcd8500" + "0001000200000000" + NAME + "00100001" + txt("one") + txt("two"));

    first.close();
    second.close();
    assertThat(answer(query(NAME, "00100001"))).startsWith("abcd8500" + "0001000000010000");
  }

  @Test
  void theZoneSaysWhoItIsAndWhoAnswersForIt() {
    assertThat(answer(query(NAME, "00060001")))
        .startsWith("abcd8500" + "0001000100000000" + NAME + "00060001" + NAME + "00060001")
        .endsWith(SOA);
    assertThat(answer(query(NAME, "00020001")))
        .endsWith(NAME + "00020001" + "00000e10" + "000b" + "0161076578616d706c6500");
  }

  @Test
  void otherTypesAreNotThereAndNamesBelowNeither() {
    assertThat(answer(query(NAME, "00010001")))
        .startsWith("abcd8500" + "0001000000010000")
        .endsWith(SOA);
    assertThat(answer(query("0178" + NAME, "00100001")))
        .startsWith("abcd8503" + "0001000000010000")
        .contains("0178" + NAME + "00100001" + NAME + "00060001")
        .endsWith(SOA);
  }

  @Test
  void lettersAreAnsweredAsTheyWereAsked() throws IOException {
    var published = zone.publish("_acme-challenge.a.example", "one");
    String odd = "0f5f41634d652d6348616c6c656e67650141074578616d706c6500";

    assertThat(answer(query(odd, "00100001"))).contains(odd + "00100001" + odd + "00100001");

    published.close();
  }

  @Test
  void everythingElseIsRefusedInAsFewBytesAsWereAsked() {
    String other = "0161076578616d706c6500"; // a.example
    for (String query :
        new String[] {
          query(other, "00100001"), // another zone
          query("00", "00020001"), // the root
          query(NAME, "00ff0001"), // ANY
          query(NAME, "00fc0001"), // AXFR
          query(NAME, "00100003") // CHAOS
        }) {
      assertThat(answer(query)).isEqualTo("abcd8105" + query.substring(8));
    }
  }

  @Test
  void whatIsNoQuestionIsToldSo() {
    assertThat(answer("abcd2800" + "0001000000000000" + NAME + "00060001")) // an update
        .isEqualTo("abcda804" + "0000000000000000");
    assertThat(answer("abcd0100" + "0000000000000000")).isEqualTo("abcd8101" + "0000000000000000");
  }

  @Test
  void whatIsNoQueryIsNotAnswered() {
    assertThat(answer("abcd8500" + "0001000000000000" + NAME + "00100001")).isNull(); // an answer
  }

  @Test
  void whoSpeaksAnotherEdnsIsToldOurs() {
    String opt = "0000291000" + "00010000" + "0000"; // version 1
    String query = "abcd0100" + "0001000000000001" + NAME + "00100001" + opt;

    assertThat(answer(query))
        .isEqualTo(
            "abcd8100"
                + "0001000000000001"
                + NAME
                + "00100001"
                + "00002904d0"
                + "01000000"
                + "0000");
  }

  @Test
  void whatDoesNotFitIsToldToComeByTcp() throws IOException {
    for (int i = 0; i < ChallengeZone.MOST_VALUES; i++) {
      var unused = zone.publish("_acme-challenge.a.example", ("x" + i).repeat(60));
    }
    String question = NAME + "00100001";

    assertThat(answer(query(NAME, "00100001")))
        .isEqualTo("abcd8700" + "0001000000000000" + question); // over 512 bytes
    assertThat(answer("abcd0100" + "0001000000000001" + question + "00002904d0" + "000000000000"))
        .startsWith("abcd8500" + "0001000400000001");
  }

  @Test
  void anAddressIsAnsweredSoOftenAndOthersGoOn() {
    String query = query(NAME, "00100001");
    int whole = 0;
    int shortened = 0;
    for (int i = 0; i < 400; i++) {
      String answer = answer(query);
      whole += answer != null && answer.startsWith("abcd85") ? 1 : 0;
      shortened += answer != null && answer.equals("abcd8200" + query.substring(8)) ? 1 : 0;
    }

    assertThat(whole).isEqualTo(QueryRate.AT_ONCE);
    assertThat(shortened).isEqualTo((400 - QueryRate.AT_ONCE) / 4);
    assertThat(answer(query, new InetSocketAddress("203.0.113.8", 1))).startsWith("abcd85");
    time.advance(1, TimeUnit.SECONDS);
    assertThat(answer(query)).startsWith("abcd85");
  }

  @Test
  void noMoreAddressesAreRememberedThanThereIsRoomFor() {
    QueryRate rate = new QueryRate(new FloodReports(new LimitCounters()), time);
    for (int i = 0; i < QueryRate.MOST + 1000; i++) {
      rate.verdict(new InetSocketAddress("10.0." + i / 250 + "." + i % 250, 1));
    }

    assertThat(rate.size()).isEqualTo(QueryRate.MOST);
  }
}
