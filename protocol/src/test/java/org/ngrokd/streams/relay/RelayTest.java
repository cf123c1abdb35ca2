package org.ngrokd.streams.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.memory.MemoryBudget;

class RelayTest {
  private final ScriptedEnd one = new ScriptedEnd();
  private final ScriptedEnd other = new ScriptedEnd();
  private final List<String> endings = new ArrayList<>();

  @BeforeEach
  void join() {
    Relay.join(
        one,
        other,
        MemoryBudget.uncounted(),
        (fromOne, fromOther) -> endings.add(fromOne + " and " + fromOther));
    assertThat(one.calls()).containsExactly("start");
    assertThat(other.calls()).containsExactly("start");
  }

  @Test
  void bytesAreCopiedBothWays() {
    one.sends("question");
    other.sends("answer");

    assertThat(other.calls()).containsExactly("write question");
    assertThat(one.calls()).containsExactly("write answer");
    assertThat(endings).isEmpty();
  }

  @Test
  void burstIsFlushedOnce() {
    one.sends("a");
    one.sends("b");
    one.says().receivedBurst();

    assertThat(other.calls()).containsExactly("write a", "write b", "flush");
    assertThat(one.calls()).isEmpty();
  }

  @Test
  void theOppositeDirectionGoesOnAfterAHalfClose() {
    one.sends("question");
    one.says().finished();
    other.sends("late answer");

    assertThat(other.calls()).containsExactly("write question", "finish");
    assertThat(one.calls()).containsExactly("write late answer");
    assertThat(endings).isEmpty();
  }

  @Test
  void theOtherEndMayHalfCloseFirst() {
    other.says().finished();
    one.sends("more");

    assertThat(one.calls()).containsExactly("finish");
    assertThat(other.calls()).containsExactly("write more");
    assertThat(endings).isEmpty();
  }

  @Test
  void bothEndsCloseWhenBothDirectionsHaveEnded() {
    one.sends("four");
    one.says().finished();
    other.sends("sixsix");
    other.says().finished();

    assertThat(other.calls()).containsExactly("write four", "finish", "close");
    assertThat(one.calls()).containsExactly("write sixsix", "close"); // which says the end, too
    assertThat(endings).isEmpty(); // what was written may still be on its way
    one.says().closed();
    assertThat(endings).isEmpty();
    other.says().closed();
    assertThat(endings).containsExactly("4 and 6");
  }

  @Test
  void theListenerHearsOnceOnly() {
    one.says().finished();
    other.says().finished();
    one.says().closed();
    other.says().closed();

    assertThat(endings).containsExactly("0 and 0");
    assertThat(one.calls()).doesNotContain("reset");
    assertThat(other.calls()).doesNotContain("reset");
  }

  @Test
  void breakResetsTheOtherEnd() {
    one.sends("half a rep");
    one.says().closed();

    assertThat(other.calls()).containsExactly("write half a rep", "reset");
    other.says().closed();
    assertThat(endings).containsExactly("10 and 0");
  }

  @Test
  void breakOfTheOtherEndResetsTheFirst() {
    other.says().closed();

    assertThat(one.calls()).containsExactly("reset");
    one.says().closed();
    assertThat(endings).containsExactly("0 and 0");
  }

  @Test
  void breakAfterTheOppositeDirectionEndedIsStillABreak() {
    other.says().finished();
    one.says().closed();

    assertThat(one.calls()).containsExactly("finish");
    assertThat(other.calls()).containsExactly("reset");
    other.says().closed();
    assertThat(endings).hasSize(1);
  }

  @Test
  void endThatGoesAfterItFinishedLetsTheOtherOneSendTheRest() {
    one.sends("all of it");
    one.says().finished();
    one.says().closed();

    assertThat(other.calls()).containsExactly("write all of it", "finish", "close");
    assertThat(endings).isEmpty();
    other.says().closed();
    assertThat(endings).containsExactly("9 and 0");
  }

  @Test
  void fullEndStopsTheReadingAtTheOtherOne() {
    other.fills();
    one.sends("a");

    assertThat(one.calls()).containsExactly("pause");
    assertThat(other.calls()).containsExactly("write a");
  }

  @Test
  void drainedEndStartsTheReadingAgain() {
    other.fills();
    one.sends("a");
    one.calls();

    other.drains();
    other.says().writabilityChanged();

    assertThat(one.calls()).containsExactly("resume");
  }

  @Test
  void endThatFillsStopsTheReadingEvenBeforeTheNextBytes() {
    other.fills();
    other.says().writabilityChanged();

    assertThat(one.calls()).containsExactly("pause");
  }

  @Test
  void endThatDrainsWhileReadingIsPausedDoesNotStayPaused() {
    other.drainsBetweenTwoLooks();
    one.sends("a");

    assertThat(one.calls()).containsExactly("pause", "resume");
  }

  @Test
  void backPressureOfOneDirectionLeavesTheOtherAlone() {
    other.fills();
    one.sends("a");
    one.calls();
    other.calls();

    other.sends("b");

    assertThat(one.calls()).containsExactly("write b");
    assertThat(other.calls()).isEmpty();
  }
}
