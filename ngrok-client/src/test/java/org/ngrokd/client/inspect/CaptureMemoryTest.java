package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;

/** What the inspector says that it holds, beside what it does hold. */
class CaptureMemoryTest {
  private static final int MEBIBYTE = 1024 * 1024;

  /** Short enough that no collector puts it into a place much larger than it. */
  private static final int BODY = 400_000;

  private static final int PIECE = 16 * 1024;

  private final TunnelTraffic traffic = new Traffic().of("web", "http");

  private Tap tap(ExchangeStore store, InspectOptions.Capture options) {
    Inspector inspector = new Inspector(options, store);
    return new Tap(
        () -> true,
        traffic,
        () -> Conversation.begin(new Recorder(Script.ORIGIN, target -> "", traffic, inspector)));
  }

  private static void visitor(Tap tap, String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    tap.fromVisitor(bytes);
    bytes.release();
  }

  private static void service(Tap tap, String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    tap.fromService(bytes);
    bytes.release();
  }

  /** What can be reached, in bytes. */
  private static long reachable() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void manySlowDownloadsAtOnceStayWithinTheMemory() {
    InspectOptions.Capture options = new InspectOptions.Capture(true, BODY, 500, 50L * MEBIBYTE);
    ExchangeStore store = new ExchangeStore(options);
    long before = reachable();
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      Tap tap = tap(store, options);
      visitor(tap, "GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      service(tap, "HTTP/1.1 200 OK\r\nContent-Length: " + 4 * MEBIBYTE + "\r\n\r\n");
      taps.add(tap);
    }

    ByteBuf piece = Unpooled.wrappedBuffer(new byte[PIECE]);
    for (int at = 0; at < 2 * BODY; at += PIECE) {
      for (Tap tap : taps) {
        tap.fromService(piece);
        assertThat(store.used()).isLessThanOrEqualTo(options.memory());
      }
    }

    long held = reachable() - before;
    assertThat(held).as("held").isLessThan(options.memory() * 6 / 5);
    assertThat(store.used()).as("charged").isGreaterThan(held * 4 / 5);
    taps.forEach(tap -> tap.closed("it broke"));
    store.clear();
    assertThat(store.used()).isZero();
  }

  @Test
  void connectionsWithoutMuchOnThemAreChargedWhatTheyHold() {
    InspectOptions.Capture options =
        new InspectOptions.Capture(true, MEBIBYTE, 100_000, 400L * MEBIBYTE);
    ExchangeStore store = new ExchangeStore(options);
    visitor(tap(store, options), "GET / HTTP/1.1\r\n\r\n"); // loads classes
    long before = reachable();
    long charged = store.used();
    List<Tap> taps = new ArrayList<>();

    for (int i = 0; i < 2000; i++) {
      Tap tap = tap(store, options);
      visitor(tap, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      taps.add(tap);
    }

    long held = reachable() - before;
    assertThat(store.used() - charged).isBetween(held, held * 2);
    assertThat(taps).hasSize(2000);
  }

  @Test
  void headsThatAreArrivingAreChargedWhatTheyHold() {
    InspectOptions.Capture options =
        new InspectOptions.Capture(true, MEBIBYTE, 500, 100L * MEBIBYTE);
    ExchangeStore store = new ExchangeStore(options);
    long before = reachable();
    List<Tap> taps = new ArrayList<>();

    for (int i = 0; i < 100; i++) {
      Tap tap = tap(store, options);
      visitor(tap, "GET / HTTP/1.1\r\n");
      for (int line = 0; line < 1000; line++) {
        visitor(tap, "X-" + line + ": " + "v".repeat(100) + "\r\n");
      }
      visitor(tap, "X-Last: " + "w".repeat(50_000));
      taps.add(tap);
    }

    long held = reachable() - before;
    assertThat(store.used()).isBetween(held, held * 3);
    taps.forEach(tap -> tap.closed("it broke"));
    store.clear();
    assertThat(store.used()).isZero();
  }

  @Test
  void aByteThatIsLeftKeepsNoReadBufferAlive() {
    InspectOptions.Capture options = InspectOptions.Capture.DEFAULT;
    Tap tap = tap(new ExchangeStore(options), options);
    ByteBuf read =
        Unpooled.buffer(64 * 1024).writeBytes("GET / HT".getBytes(StandardCharsets.US_ASCII));

    tap.fromVisitor(read);

    assertThat(read.refCnt()).isEqualTo(1);
    read.release();
    tap.closed("it broke");
  }

  @Test
  void whatWaitsBehindAnUpgradeIsCharged() {
    InspectOptions.Capture options = InspectOptions.Capture.DEFAULT;
    ExchangeStore store = new ExchangeStore(options);
    Tap tap = tap(store, options);
    visitor(tap, "GET / HTTP/1.1\r\nUpgrade: other\r\nConnection: upgrade\r\n\r\n");
    long before = store.used();

    visitor(tap, "x".repeat(60_000));

    assertThat(store.used() - before).isBetween(60_000L, 140_000L);
    tap.closed("it broke");
    store.clear();
    assertThat(store.used()).isZero();
  }

  @Test
  void messagesOfAWebSocketAreChargedWithWhatUnpacksThem() {
    InspectOptions.Capture options = InspectOptions.Capture.DEFAULT;
    ExchangeStore store = new ExchangeStore(options);
    Tap tap = tap(store, options);
    visitor(tap, "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    service(
        tap,
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    long before = store.used();

    service(tap, "\u00c1\u0007\u00f2H\u00cd\u00c9\u00c9\u0007\u0000"); // "Hello", RFC 7692 §7.2.3.1
    service(tap, "\u0081~\u00ea`" + "x".repeat(50_000));

    assertThat(store.used() - before)
        .isBetween(50_000 + WebSocketDeflate.INFLATER, 70_000 + WebSocketDeflate.INFLATER);
    store.clear();
    assertThat(store.used()).as("of the connection").isGreaterThan(50_000);
    tap.closed("it broke");
    assertThat(store.used()).isZero();
  }

  @Test
  void withoutMemoryAConnectionIsNotFollowedButCounted() {
    InspectOptions.Capture options =
        new InspectOptions.Capture(true, MEBIBYTE, 500, Conversation.OVERHEAD - 1);
    ExchangeStore store = new ExchangeStore(options);

    visitor(tap(store, options), "GET / HTTP/1.1\r\n\r\n");

    assertThat(store.newestFirst()).isEmpty();
    assertThat(traffic.missedExchanges()).isEqualTo(1);
    assertThat(store.used()).isZero();
  }

  @Test
  void aHeadForWhichThereIsNoMemoryEndsTheFollowing() {
    InspectOptions.Capture options =
        new InspectOptions.Capture(true, MEBIBYTE, 500, Conversation.OVERHEAD + 4000);
    ExchangeStore store = new ExchangeStore(options);
    Tap tap = tap(store, options);

    visitor(tap, "GET / HTTP/1.1\r\nX: " + "x".repeat(5000));

    assertThat(store.used()).isZero();
    assertThat(store.newestFirst()).isEmpty();
  }
}
