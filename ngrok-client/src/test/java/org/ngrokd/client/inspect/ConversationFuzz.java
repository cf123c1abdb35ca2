package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.client.traffic.TunnelTraffic;

/**
 * Fuzz target: what passes between a visitor and a local service. The first byte of the input says
 * how the rest is cut. A byte 255 and the byte behind it begin a step: what the visitor sends
 * (">"), or the service ("<"), that either finishes (")", "("), that the connection breaks ("!").
 *
 * <p>Whatever passes: nothing is thrown, the cuts make no difference, no more memory is used than
 * is allowed, all buffers are given back, and no exchange stays open.
 */
public final class ConversationFuzz {
  private static final byte STEP = (byte) 0xff;
  private static final InspectOptions.Capture ROOMY =
      new InspectOptions.Capture(true, 10_000, 1000, 10_000_000);
  private static final InspectOptions.Capture NARROW =
      new InspectOptions.Capture(true, 500, 3, 20_000);

  private ConversationFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      int piece = 1 + (input[0] & 0x3f);
      List<String> whole = new Run(ROOMY, input.length).told(input);
      List<String> cut = new Run(ROOMY, piece).told(input);
      check(whole.equals(cut), "cuts make a difference: " + whole + " / " + cut);
      List<String> unused = new Run(NARROW, piece).told(input);
    }
  }

  /** One tap. */
  private static final class Run {
    final InspectOptions.Capture limits;
    final int piece;
    final ExchangeStore store;
    final TunnelTraffic traffic = new Traffic().of("web", "http");
    final Tap tap;
    final List<ByteBuf> sent = new ArrayList<>();

    Run(InspectOptions.Capture limits, int piece) {
      this.limits = limits;
      this.piece = piece;
      this.store = new ExchangeStore(limits);
      Inspector inspector = new Inspector(limits, store);
      this.tap =
          new Tap(
              () -> true,
              traffic,
              () ->
                  Conversation.begin(
                      new Recorder(Script.ORIGIN, target -> "", traffic, inspector)));
    }

    List<String> told(byte[] input) {
      int at = 1;
      byte kind = '>';
      while (at < input.length) {
        int end = at;
        while (end < input.length && input[end] != STEP) {
          end++;
        }
        step(kind, input, at, end);
        kind = end + 1 < input.length ? input[end + 1] : 0;
        at = end + 2;
        if (at >= input.length) {
          step(kind, input, input.length, input.length);
        }
      }
      return ended();
    }

    private void step(byte kind, byte[] input, int begin, int end) {
      switch (kind) {
        case ')' -> tap.visitorFinished();
        case '(' -> tap.serviceFinished();
        case '!' -> tap.closed("broken");
        default -> {}
      }
      for (int from = begin; from < end; from += piece) {
        ByteBuf bytes = Unpooled.copiedBuffer(input, from, Math.min(piece, end - from));
        sent.add(bytes);
        if (kind == '<') {
          tap.fromService(bytes);
        } else {
          tap.fromVisitor(bytes);
        }
        check(store.used() >= 0 && store.used() <= limits.memory(), "used: " + store.used());
      }
    }

    private List<String> ended() {
      tap.closed("over");
      List<SeenExchange> seen =
          new ArrayList<>(store.newestFirst().stream().map(Exchange::seen).toList());
      Collections.reverse(seen);
      check(
          seen.stream().noneMatch(each -> each.course().state() == Course.State.OPEN),
          "an exchange stays open");
      check(
          traffic.exchanges().total() == traffic.requests(),
          traffic.requests() + " began, " + traffic.exchanges().total() + " ended");
      for (ByteBuf each : sent) {
        check(each.refCnt() == 1, "a buffer is held");
        each.release();
      }
      List<String> told = seen.stream().map(Told::all).toList();
      store.clear();
      check(store.used() == 0, "memory is not given back");
      return told;
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
