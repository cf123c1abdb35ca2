package org.ngrokd.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NoticeTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Notice notice = new Notice(nanos::get);

  @Test
  void nothingIsToldAtFirstAndThenTheLastWarning() {
    assertThat(notice.line()).isEmpty();

    notice.warned("one");
    notice.warned("two");

    assertThat(notice.line()).isEqualTo("two");
  }

  @Test
  void thatAServerIsSilentIsToldUntilItAnswersAndHidesNoWarningForGood() {
    notice.warned("the service is not listening");
    notice.unanswered("the server has not answered yet");
    assertThat(notice.line()).isEqualTo("the server has not answered yet");

    notice.answered();

    assertThat(notice.line()).isEqualTo("the service is not listening");
  }

  @Test
  void whatWasDoneIsToldForAMoment() {
    notice.warned("warning");
    notice.done("copied");
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(3999));
    assertThat(notice.line()).isEqualTo("copied");

    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));

    assertThat(notice.line()).isEqualTo("warning");
  }
}
