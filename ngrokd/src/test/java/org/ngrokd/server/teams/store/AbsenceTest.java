package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AbsenceTest {
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
  private final Absence absence = new Absence(nanoTime::get);

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  private void assertTold() {
    assertThatThrownBy(absence::ask).isInstanceOf(StoreException.class).hasMessage("gone");
  }

  private void assertAsked() {
    assertThatCode(absence::ask).doesNotThrowAnyException();
  }

  @Test
  void whoAsksADatabaseThatIsThereIsNotHeldUp() {
    assertAsked();
    absence.answered();
    assertAsked();
  }

  @Test
  void forASecondEverybodyIsTold() {
    absence.missed("gone");
    pass(Duration.ofMillis(999));

    assertTold();
  }

  @Test
  void whatIsWrongIsToldUntilItAnswers() {
    assertThat(absence.trouble()).isEmpty();
    absence.missed("gone");

    assertThat(absence.trouble()).contains("gone");
    absence.answered();
    assertThat(absence.trouble()).isEmpty();
  }

  @Test
  void afterASecondOneAsks() {
    absence.missed("gone");
    pass(Duration.ofSeconds(1));

    assertAsked();
    assertTold();
  }

  @Test
  void anAnswerIsTheEndOfIt() {
    absence.missed("gone");
    pass(Duration.ofSeconds(1));
    assertAsked();

    absence.answered();

    assertAsked();
    assertAsked();
  }
}
