package org.ngrokd.streams.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedEndTest {
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final ScriptedEnd inner = new ScriptedEnd();
  private PacedEnd end;

  @BeforeEach
  void start() {
    clock.freezeTime();
    end =
        new PacedEnd(
            inner,
            clock.eventLoop(),
            Optional.of(new Pace(1000, clock.eventLoop().ticker())),
            Optional.of(new Pace(1000, clock.eventLoop().ticker())));
    end.start(new HeardOn(clock.eventLoop()));
    inner.calls();
  }

  private void pass(long millis) {
    clock.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    clock.runScheduledPendingTasks();
  }

  private void comes(int bytes) {
    inner.says().received(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void aQuarterOfASecondsWorthMayComeAtOnce() {
    comes(250);

    assertThat(inner.calls()).isEmpty();
  }

  @Test
  void whatComesFasterStopsTheReadingForAsLongAsItIsTooMuch() {
    comes(1250);
    assertThat(inner.calls()).containsExactly("pause");

    pass(999);
    assertThat(inner.calls()).isEmpty();
    pass(1);
    assertThat(inner.calls()).containsExactly("resume");
  }

  @Test
  void endThatItsUserPausedStaysPaused() {
    comes(1250);
    end.pauseReading();
    inner.calls();
    pass(1000);
    assertThat(inner.calls()).isEmpty();

    end.resumeReading();
    assertThat(inner.calls()).containsExactly("resume");
  }

  @Test
  void resumingDoesNotOutrunThePace() {
    comes(1250);
    inner.calls();

    end.pauseReading();
    end.resumeReading();
    assertThat(inner.calls()).containsExactly("pause");
    pass(1000);
    assertThat(inner.calls()).containsExactly("resume");
  }

  @Test
  void whatIsWrittenFasterFillsTheEndForAWhile() {
    end.write(Unpooled.wrappedBuffer(new byte[1250]));
    assertThat(end.isWritable()).isFalse();

    pass(1000);
    assertThat(end.isWritable()).isTrue();
  }

  @Test
  void connectionsThatShareAPaceShareItsRate() {
    Pace shared = new Pace(1000, clock.eventLoop().ticker());

    shared.take(750);
    assertThat(shared.take(500)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void nothingIsScheduledAfterTheEnd() {
    comes(100_000);
    inner.says().closed();
    inner.calls();

    pass(1_000_000);

    assertThat(inner.calls()).isEmpty();
  }
}
