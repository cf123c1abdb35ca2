package org.ngrokd.streams.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.memory.MemoryBudget;

class PatientEndTest {
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final ScriptedEnd inner = new ScriptedEnd();
  private final ScriptedEnd receiver = new ScriptedEnd();
  private final PatientEnd end =
      PatientEnd.forReplies(inner, clock.eventLoop(), Duration.ofSeconds(60));

  @BeforeEach
  void join() {
    clock.freezeTime();
    Relay.join(end, receiver, MemoryBudget.uncounted(), (fromEnd, fromReceiver) -> {});
    inner.calls();
  }

  @Test
  void finishIsHeldBackForSixtySecondsOfSilence() {
    end.finishSending();

    pass(59_999);
    assertThat(inner.calls()).isEmpty();

    pass(1);
    assertThat(inner.calls()).containsExactly("finish");
  }

  @Test
  void finishIsPassedOnAtOnceToAPeerThatHasReplied() {
    receiver.sends("question");
    inner.sends("answer");
    inner.calls();

    end.finishSending();
    clock.runPendingTasks();

    assertThat(inner.calls()).containsExactly("finish");
  }

  @Test
  void finishIsHeldBackWhileTheLastQuestionIsNotAnswered() {
    receiver.sends("question");
    inner.sends("answer");
    receiver.sends("another");
    inner.calls();

    end.finishSending();
    pass(59_999);
    assertThat(inner.calls()).isEmpty();

    pass(1);
    assertThat(inner.calls()).containsExactly("finish");
  }

  @Test
  void aPeerThatIsAlwaysWaitedForIsNotToldAtOnce() {
    ScriptedEnd slow = new ScriptedEnd();
    ScriptedEnd visitor = new ScriptedEnd();
    PatientEnd patient = PatientEnd.forAll(slow, clock.eventLoop(), Duration.ofSeconds(60));
    Relay.join(patient, visitor, MemoryBudget.uncounted(), (fromEnd, fromReceiver) -> {});
    slow.sends("begun");
    slow.calls();

    patient.finishSending();
    pass(59_999);

    assertThat(slow.calls()).isEmpty();
  }

  @Test
  void finishIsPassedOnOnce() {
    end.finishSending();
    passSeconds(30);
    end.finishSending();
    passSeconds(600);

    assertThat(inner.calls()).containsExactly("finish");
  }

  @Test
  void bytesStartTheWaitAnew() {
    end.finishSending();
    passSeconds(59);
    inner.sends("still here");
    passSeconds(59);
    assertThat(inner.calls()).isEmpty();

    passSeconds(1);

    assertThat(inner.calls()).containsExactly("finish");
    assertThat(receiver.calls()).contains("write still here");
  }

  @Test
  void silenceBeforeTheFinishDoesNotCount() {
    passSeconds(100);
    end.finishSending();
    passSeconds(59);

    assertThat(inner.calls()).isEmpty();
  }

  @Test
  void pausedReadingIsNotSilence() {
    end.finishSending();
    end.pauseReading();
    passSeconds(600);

    assertThat(inner.calls()).containsExactly("pause");
  }

  @Test
  void silenceCountsFromTheMomentThatReadingGoesOn() {
    end.finishSending();
    end.pauseReading();
    passSeconds(59);
    end.resumeReading();
    passSeconds(59);
    assertThat(inner.calls()).containsExactly("pause", "resume");

    passSeconds(1);

    assertThat(inner.calls()).containsExactly("finish");
  }

  @Test
  void peerThatFinishesIsNeverToldToo() {
    end.finishSending();
    inner.says().finished();
    passSeconds(600);

    assertThat(inner.calls()).isEmpty();
    assertThat(receiver.calls()).contains("finish");
  }

  @Test
  void closedEndIsLeftAlone() {
    end.finishSending();
    inner.says().closed();
    passSeconds(600);

    assertThat(inner.calls()).isEmpty();
    assertThat(receiver.calls()).contains("reset");
  }

  @Test
  void endedWaitLeavesNoTimerThatKeepsTheConnectionInMemory() {
    end.finishSending();
    pass(1);
    assertThat(clock.runScheduledPendingTasks()).isPositive();

    inner.says().closed();

    assertThat(clock.runScheduledPendingTasks()).isEqualTo(-1); // none is left
  }

  @Test
  void everythingElseGoesThroughAtOnce() {
    receiver.sends("a");
    receiver.says().receivedBurst();
    inner.says().receivedBurst();
    end.close();
    end.reset();

    assertThat(inner.calls()).containsExactly("write a", "flush", "close", "reset");
    assertThat(receiver.calls()).containsExactly("start", "flush");
    inner.fills();
    assertThat(end.isWritable()).isFalse();
  }

  @Test
  void writabilityIsToldOn() {
    inner.fills();
    inner.says().writabilityChanged();

    assertThat(receiver.calls()).containsExactly("start", "pause");
  }

  private void passSeconds(int seconds) {
    pass(seconds * 1000L);
  }

  private void pass(long milliseconds) {
    clock.runPendingTasks();
    clock.advanceTimeBy(milliseconds, TimeUnit.MILLISECONDS);
    clock.runScheduledPendingTasks();
    clock.runPendingTasks();
  }
}
