package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;

/** What passes on a connection, played past a tap. Texts are in ISO 8859-1, a letter for a byte. */
final class Script {
  static final Origin ORIGIN =
      new Origin("web", "http", "http://a.example", "1.2.3.4:5", "", false);

  private final List<Step> steps = new ArrayList<>();

  /** A part of it; what passes at a time. */
  private record Step(char kind, BiConsumer<Tap, ByteBuf> way, String bytes) {
    void play(Tap tap, int from, int to) {
      ByteBuf part = Unpooled.copiedBuffer(bytes.substring(from, to), StandardCharsets.ISO_8859_1);
      way.accept(tap, part);
      part.release();
    }
  }

  /** A tap, and what it tells. */
  static final class Watch {
    final ExchangeStore store = new ExchangeStore(InspectOptions.Capture.DEFAULT);
    final TunnelTraffic traffic = new Traffic().of("web", "http");
    final Tap tap;

    Watch(BooleanSupplier admits) {
      Inspector inspector = new Inspector(InspectOptions.Capture.DEFAULT, store);
      tap =
          new Tap(
              admits,
              traffic,
              () -> Conversation.begin(new Recorder(ORIGIN, target -> "", traffic, inspector)));
    }

    void visitor(String bytes) {
      new Step('>', Tap::fromVisitor, bytes).play(tap, 0, bytes.length());
    }

    void service(String bytes) {
      new Step('<', Tap::fromService, bytes).play(tap, 0, bytes.length());
    }

    List<SeenExchange> oldestFirst() {
      List<SeenExchange> seen =
          new ArrayList<>(store.newestFirst().stream().map(Exchange::seen).toList());
      Collections.reverse(seen);
      return seen;
    }

    List<String> lines() {
      return oldestFirst().stream().map(Told::line).toList();
    }
  }

  Script visitor(String bytes) {
    steps.add(new Step('>', Tap::fromVisitor, bytes));
    return this;
  }

  Script service(String bytes) {
    steps.add(new Step('<', Tap::fromService, bytes));
    return this;
  }

  Script visitorFinishes() {
    steps.add(new Step(')', (tap, bytes) -> tap.visitorFinished(), ""));
    return this;
  }

  Script serviceFinishes() {
    steps.add(new Step('(', (tap, bytes) -> tap.serviceFinished(), ""));
    return this;
  }

  Script breaks() {
    steps.add(new Step('!', (tap, bytes) -> tap.closed("the connection broke"), ""));
    return this;
  }

  /** Plays it whole, byte by byte, and cut at each place; each has to tell the same. */
  List<SeenExchange> playedEveryWay() {
    List<SeenExchange> whole = played(-1, 0, Integer.MAX_VALUE);
    List<String> told = whole.stream().map(Told::all).toList();
    assertThat(played(-1, 0, 1)).as("byte by byte").extracting(Told::all).isEqualTo(told);
    for (int step = 0; step < steps.size(); step++) {
      for (int cut = 1; cut < steps.get(step).bytes().length(); cut++) {
        assertThat(played(step, cut, Integer.MAX_VALUE))
            .as("step %s cut at %s", step, cut)
            .extracting(Told::all)
            .isEqualTo(told);
      }
    }
    return whole;
  }

  /** As {@link ConversationFuzz} has it. */
  byte[] fuzzInput() {
    StringBuilder input = new StringBuilder("\u0007");
    for (Step step : steps) {
      input.append('\u00ff').append(step.kind()).append(step.bytes());
    }
    return input.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Plays it whole, and in random pieces; each has to tell the same. */
  List<String> toldInPieces(Random random) {
    List<SeenExchange> whole = played(length -> length);
    List<String> told = whole.stream().map(Told::all).toList();
    for (int longest : new int[] {1, 3, 40, 400}) {
      assertThat(played(length -> 1 + random.nextInt(longest)))
          .as("pieces of up to %s", longest)
          .extracting(Told::all)
          .isEqualTo(told);
    }
    return whole.stream().map(Told::line).toList();
  }

  /** As {@link #playedEveryWay}, a line for each exchange. */
  List<String> toldEveryWay() {
    return playedEveryWay().stream().map(Told::line).toList();
  }

  /**
   * Plays it in pieces.
   *
   * @param piece how long the next is, if so many bytes are left
   */
  private List<SeenExchange> played(IntUnaryOperator piece) {
    Watch watch = new Watch(() -> true);
    for (Step step : steps) {
      int length = step.bytes().length();
      int from = 0;
      do {
        int to = Math.min(length, from + piece.applyAsInt(length - from));
        step.play(watch.tap, from, to);
        from = to;
      } while (from < length);
    }
    List<SeenExchange> seen = watch.oldestFirst();
    watch.tap.closed("the script is over");
    return seen;
  }

  private List<SeenExchange> played(int cutStep, int cut, int pieceLength) {
    Watch watch = new Watch(() -> true);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int length = step.bytes().length();
      int from = 0;
      do {
        int piece = i == cutStep && from == 0 ? cut : pieceLength;
        int to = piece < length - from ? from + piece : length;
        step.play(watch.tap, from, to);
        from = to;
      } while (from < length);
    }
    List<SeenExchange> seen = watch.oldestFirst();
    watch.tap.closed("the script is over");
    return seen;
  }
}
