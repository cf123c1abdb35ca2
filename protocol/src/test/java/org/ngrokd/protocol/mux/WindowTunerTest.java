package org.ngrokd.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WindowTunerTest {
  private final AtomicLong asked = new AtomicLong();
  private final WindowTuner tuner = new WindowTuner(new WindowBudget(0), asked::set);

  /** Visitors that come and go would fill the memory, and each round would go through all. */
  @Test
  void streamsAreRememberedDuringARoundTripOnly() {
    try (MuxPair pair = new MuxPair()) {
      tuner.received(pair.open("http://busy"), Window.INITIAL, 1);
      assertThat(asked).hasValue(1);
      assertThat(tuner.measured()).isEqualTo(1);
      tuner.answered(1, 2);

      for (int i = 0; i < 10; i++) {
        tuner.received(pair.open("http://visitor"), 100, 3);
      }

      assertThat(tuner.measured()).isZero();
    }
  }
}
