package org.ngrokd.streams.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Backlog<String> backlog = new Backlog<>(100);
  private final List<String> taken = new ArrayList<>();

  @Test
  void whatIsLeftIsTakenInItsOrder() throws Exception {
    backlog.offer("first", 10);
    backlog.offer("second", 10);

    assertThat(backlog.take(taken, 10, LONG)).isTrue();

    assertThat(taken).containsExactly("first", "second");
  }

  @Test
  void whatDoesNotFitIsDroppedAndCounted() {
    assertThat(backlog.offer("large", 90)).isTrue();
    assertThat(backlog.offer("another", 20)).isFalse();
    assertThat(backlog.offer("small", 10)).isTrue();

    assertThat(backlog.dropped()).isEqualTo(1);
  }

  @Test
  void whatWasTakenCountsUntilTheNextIsWanted() throws Exception {
    backlog.offer("large", 90);
    backlog.take(taken, 1, LONG);

    assertThat(backlog.offer("another", 20)).isFalse(); // it is being written yet
    backlog.take(taken, 1, Duration.ofMillis(1));
    assertThat(backlog.offer("another", 20)).isTrue();
    assertThat(backlog.held()).isEqualTo(20);
  }

  @Test
  void noMoreIsTakenThanWasAskedFor() throws Exception {
    backlog.offer("first", 1);
    backlog.offer("second", 1);

    backlog.take(taken, 1, LONG);

    assertThat(taken).containsExactly("first");
  }

  @Test
  void whoWaitsIsWokenWithNothing() throws Exception {
    backlog.wake();

    assertThat(backlog.take(taken, 10, LONG)).isTrue();

    assertThat(taken).isEmpty();
  }

  @Test
  void whatWaitsAtTheEndIsStillTaken() throws Exception {
    backlog.offer("last", 1);
    backlog.close();

    assertThat(backlog.offer("too late", 1)).isFalse();
    assertThat(backlog.take(taken, 10, LONG)).isTrue();
    assertThat(taken).containsExactly("last");
    taken.clear();
    assertThat(backlog.take(taken, 10, LONG)).isFalse();
  }
}
