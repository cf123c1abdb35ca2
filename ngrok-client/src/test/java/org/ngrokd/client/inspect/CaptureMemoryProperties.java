package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;
import org.ngrokd.protocol.testing.Seeds;

/** Whatever is charged is given back, in any order of events. */
class CaptureMemoryProperties {
  private static final List<String> FROM_VISITOR =
      List.of(
          "GET / HTTP/1.1\r\n\r\n",
          "POST /a HTTP/1.1\r\nContent-Length: 3000\r\n\r\n",
          "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          "0\r\nTrailer: " + "t".repeat(500) + "\r\n\r\n",
          "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
          "GET /half HTTP/1.1\r\nX: " + "x".repeat(2000),
          "\r\n\r\n",
          "\u0081\u0083\u0000\u0000\u0000\u0000abc",
          "\u0001\u0004rest",
          "b".repeat(3000));

  private static final List<String> FROM_SERVICE =
      List.of(
          "HTTP/1.1 100 Continue\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: " + "e".repeat(900),
          "\n\n",
          "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
              + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
          "\u00c1\u0007\u00f2H\u00cd\u00c9\u00c9\u0007\u0000",
          "\u0081~\u000b\u00b8" + "w".repeat(2000),
          "HTTP/1.1 304 Not Modified\r\nX: " + "h".repeat(3000) + "\r\n\r\n",
          "y".repeat(2500));

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Some connections, on which anything happens. */
  private static void play(Random random, ExchangeStore store, InspectOptions.Capture options) {
    TunnelTraffic traffic = new Traffic().of("web", "http");
    Inspector inspector = new Inspector(options, store);
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      taps.add(
          new Tap(
              () -> true,
              traffic,
              () ->
                  Conversation.begin(
                      new Recorder(Script.ORIGIN, target -> "", traffic, inspector))));
    }
    for (int step = 0; step < 150; step++) {
      Tap tap = any(random, taps);
      switch (random.nextInt(24)) {
        case 0 -> tap.visitorFinished();
        case 1 -> tap.serviceFinished();
        case 2 -> tap.closed("it broke");
        case 3 -> store.clear();
        default -> {
          boolean isVisitor = random.nextBoolean();
          ByteBuf piece = bytes(any(random, isVisitor ? FROM_VISITOR : FROM_SERVICE));
          if (isVisitor) {
            tap.fromVisitor(piece);
          } else {
            tap.fromService(piece);
          }
          assertThat(piece.refCnt()).isEqualTo(1);
          piece.release();
        }
      }
      assertThat(store.used()).isBetween(0L, options.memory());
    }
    taps.forEach(tap -> tap.closed("it is over"));
  }

  @Test
  void whateverIsChargedIsGivenBack() {
    for (long seed : Seeds.of(400).toArray()) {
      Random random = new Random(seed);
      InspectOptions.Capture options =
          new InspectOptions.Capture(
              true,
              1 + random.nextInt(8000),
              1 + random.nextInt(6),
              10_000 + random.nextInt(200_000));
      ExchangeStore store = new ExchangeStore(options);

      play(random, store, options);

      store.clear();
      assertThat(store.used()).as("seed %s", seed).isZero();
    }
  }

  @Test
  void onSeveralThreadsToo() throws Exception {
    InspectOptions.Capture options = new InspectOptions.Capture(true, 8000, 4, 120_000);
    ExchangeStore store = new ExchangeStore(options);
    ExecutorService loops = Executors.newFixedThreadPool(4);
    CountDownLatch together = new CountDownLatch(4);
    List<Future<?>> ends = new ArrayList<>();

    for (int i = 0; i < 4; i++) {
      Random random = Seeds.random(i);
      ends.add(
          loops.submit(
              () -> {
                together.countDown();
                together.await();
                for (int turn = 0; turn < 50; turn++) {
                  play(random, store, options);
                }
                return null;
              }));
    }
    for (Future<?> each : ends) {
      each.get();
    }

    loops.shutdown();
    store.clear();
    assertThat(store.used()).isZero();
  }
}
