package org.ngrokd.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignOfLifeTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int questions;
  private boolean isTaken;
  private final SignOfLife life =
      new SignOfLife(
          channel.eventLoop(),
          () -> {
            questions++;
            return () -> isTaken;
          });

  @BeforeEach
  void quietForAWhile() {
    channel.freezeTime();
    pass(5000);
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  @Test
  void clientThatAnswersIsThere() {
    Future<Boolean> asked = life.ask();
    pass(2999);
    assertThat(asked.isDone()).isFalse();

    life.heard();

    assertThat(asked.getNow()).isTrue();
    assertThat(questions).isEqualTo(1);
  }

  @Test
  void clientThatIsSilentForThreeSecondsIsNot() {
    Future<Boolean> asked = life.ask();
    pass(2999);
    assertThat(asked.isDone()).isFalse();

    pass(1);

    assertThat(asked.getNow()).isFalse();
  }

  @Test
  void wordOfItsSystemWillDo() {
    Future<Boolean> asked = life.ask();
    isTaken = true;

    pass(50);

    assertThat(asked.getNow()).isTrue();
  }

  @Test
  void clientThatWasHeardJustNowIsNotAsked() {
    life.heard();
    pass(999);

    assertThat(life.ask().getNow()).isTrue();
    assertThat(questions).isZero();
  }

  @Test
  void manyWhoAskAreOneQuestion() {
    Future<Boolean> first = life.ask();
    pass(1000);
    Future<Boolean> second = life.ask();

    pass(2000);

    assertThat(first.getNow()).isFalse();
    assertThat(second.getNow()).isFalse();
    assertThat(questions).isEqualTo(1);
  }

  @Test
  void lateLookOfAnAnsweredQuestionIsNotTheNextOnes() {
    Future<Boolean> first = life.ask();
    life.heard();
    assertThat(first.getNow()).isTrue();
    pass(2000);

    Future<Boolean> second = life.ask();
    pass(1500);

    assertThat(second.isDone()).isFalse();
  }

  @Test
  void connectionThatEndsIsNotThere() {
    Future<Boolean> asked = life.ask();

    life.end();

    assertThat(asked.getNow()).isFalse();
  }
}
