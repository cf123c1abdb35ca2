package org.ngrokd.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyCaptureTest {
  private final List<Long> taken = new ArrayList<>();

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  private BodyCapture upTo(int limit) {
    return new BodyCapture(limit, taken::add);
  }

  private static String text(BodyCapture capture) {
    return new String(capture.seen().bytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void bodyUpToTheLimitIsWhole() {
    BodyCapture capture = upTo(5);

    capture.add(bytes("he"));
    capture.add(bytes("llo"));

    assertThat(text(capture)).isEqualTo("hello");
    assertThat(capture.seen().isWhole()).isTrue();
  }

  @Test
  void bodyAboveTheLimitIsCutAndCounted() {
    BodyCapture capture = upTo(5);

    capture.add(bytes("hel"));
    capture.add(bytes("lo w"));
    capture.add(bytes("orld"));

    assertThat(text(capture)).isEqualTo("hello");
    assertThat(capture.seen().size()).isEqualTo(11);
    assertThat(capture.seen().isWhole()).isFalse();
  }

  @Test
  void nothingIsKeptWhereTheLimitIsZero() {
    BodyCapture capture = upTo(0);

    capture.add(bytes("hello"));

    assertThat(text(capture)).isEmpty();
    assertThat(capture.seen().size()).isEqualTo(5);
    assertThat(taken).isEmpty();
  }

  @Test
  void memoryIsTakenInGrowingStepsButNotBeyondTheLimit() {
    BodyCapture capture = upTo(3000);

    for (int i = 0; i < 4000; i++) {
      capture.add(bytes("x"));
    }

    assertThat(taken).containsExactly(1024L, 1024L, 952L);
  }

  @Test
  void endIsMissingOnceThereIsNoMemory() {
    BodyCapture capture = new BodyCapture(10_000, wanted -> wanted <= 1024 && taken.add(wanted));
    capture.add(bytes("a".repeat(1000)));

    capture.add(bytes("b".repeat(2000)));
    capture.add(bytes("c")); // fits, but would be in the wrong place

    assertThat(text(capture)).isEqualTo("a".repeat(1000));
    assertThat(capture.seen().size()).isEqualTo(3001);
    assertThat(taken).containsExactly(1024L);
  }

  @Test
  void whatWasSeenDoesNotGrow() {
    BodyCapture capture = upTo(100);
    capture.add(bytes("he"));

    SeenBody before = capture.seen();
    capture.add(bytes("llo"));

    assertThat(before.bytes()).containsExactly('h', 'e');
    assertThat(before.size()).isEqualTo(2);
  }

  @Test
  void partIsLeftAsItIs() {
    ByteBuf part = bytes("skip hello").skipBytes(5);

    BodyCapture capture = upTo(100);
    capture.add(part);

    assertThat(text(capture)).isEqualTo("hello");
    assertThat(part.readerIndex()).isEqualTo(5);
    assertThat(part.refCnt()).isEqualTo(1);
  }
}
