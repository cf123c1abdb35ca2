package org.ngrokd.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * What passes on a connection in HTTP/1, played to a dialogue. Texts are in ISO 8859-1, a letter
 * for a byte.
 */
final class Wire {
  private final Function<DialogueListener, HttpDialogue> manner;
  private final List<Step> steps = new ArrayList<>();

  /** ">" the visitor sends, "<" the service; ")" and "(" they finish. */
  private record Step(char kind, String bytes) {}

  Wire(Function<DialogueListener, HttpDialogue> manner) {
    this.manner = manner;
  }

  Wire visitor(String bytes) {
    steps.add(new Step('>', bytes));
    return this;
  }

  Wire service(String bytes) {
    steps.add(new Step('<', bytes));
    return this;
  }

  Wire visitorFinishes() {
    steps.add(new Step(')', ""));
    return this;
  }

  Wire serviceFinishes() {
    steps.add(new Step('(', ""));
    return this;
  }

  /** What is told of it, whole, byte by byte, and cut at each place: always the same. */
  List<String> heardEveryWay() {
    List<String> whole = heard(length -> length);
    assertThat(heard(length -> 1)).as("byte by byte").isEqualTo(whole);
    for (int step = 0; step < steps.size(); step++) {
      for (int cut = 1; cut < steps.get(step).bytes.length(); cut++) {
        assertThat(heard(step, cut)).as("cut at %s", cut).isEqualTo(whole);
      }
    }
    return whole;
  }

  private List<String> heard(int cutStep, int cut) {
    Play play = new Play();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      boolean isCut = i == cutStep;
      play.step(step, left -> isCut && left == step.bytes.length() ? cut : left);
    }
    return play.heard.lines();
  }

  /**
   * Played in pieces.
   *
   * @param piece how long the next is, if so many bytes are left
   */
  List<String> heard(IntUnaryOperator piece) {
    Play play = new Play();
    steps.forEach(step -> play.step(step, piece));
    return play.heard.lines();
  }

  /** One time that it is played. */
  private final class Play {
    final Heard heard = new Heard();
    final HttpDialogue dialogue = manner.apply(heard);
    String waiting = "";

    Play() {
      heard.whenDecided(this::offerAgain);
    }

    void step(Step step, IntUnaryOperator piece) {
      int from = 0;
      while (from < step.bytes.length()) {
        int left = step.bytes.length() - from;
        int to = from + Math.max(1, Math.min(left, piece.applyAsInt(left)));
        send(step.kind, step.bytes.substring(from, to));
        from = to;
      }
      if (step.kind == ')') {
        dialogue.visitorFinished();
      } else if (step.kind == '(') {
        dialogue.serviceFinished();
      }
    }

    private void send(char kind, String text) {
      ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
      if (kind == '<') {
        dialogue.fromService(bytes);
        assertThat(bytes.isReadable()).isFalse();
      } else {
        offer(bytes);
      }
      assertThat(bytes.refCnt()).isEqualTo(1);
      bytes.release();
    }

    private void offerAgain() {
      ByteBuf bytes = Unpooled.copiedBuffer(waiting, StandardCharsets.ISO_8859_1);
      waiting = "";
      offer(bytes);
      bytes.release();
    }

    /** What has to wait is kept, as a caller does. */
    private void offer(ByteBuf bytes) {
      dialogue.fromVisitor(bytes);
      assertThat(bytes.isReadable() && !dialogue.isDeciding()).as("left for no reason").isFalse();
      waiting += bytes.toString(StandardCharsets.ISO_8859_1);
    }
  }
}
