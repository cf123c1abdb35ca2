package org.ngrokd.server.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final TraceParent KEPT = new TraceParent("a".repeat(32), "b".repeat(16), true);
  private static final TraceParent NOT_KEPT =
      new TraceParent("a".repeat(32), "b".repeat(16), false);

  private final AtomicLong nanos = new AtomicLong();

  private Sampler sampler(double share) {
    return new Sampler(share, nanos::get);
  }

  @Test
  void allOrNoneOfThoseWithoutATraceMayBeTaken() {
    for (int i = 0; i < 1000; i++) {
      assertThat(sampler(1).takes(null)).isTrue();
      assertThat(sampler(0).takes(null)).isFalse();
    }
  }

  @Test
  void aShareOfThoseWithoutATraceIsTaken() {
    Sampler tenth = sampler(0.1);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      taken += tenth.takes(null) ? 1 : 0;
    }

    assertThat(taken).isBetween(800, 1200);
  }

  @Test
  void whatWhoeverIsAboveDoesNotKeepIsNotTaken() {
    assertThat(sampler(1).takes(NOT_KEPT)).isFalse();
    assertThat(sampler(0).takes(KEPT)).isTrue();
  }

  /** Anybody may claim that somebody keeps a trace. */
  @Test
  void onlySoManyASecondAreTakenBecauseTheirVisitorSaysSo() {
    Sampler sampler = sampler(0);
    int taken = 0;
    for (int i = 0; i < 10 * Sampler.HONOURED; i++) {
      taken += sampler.takes(KEPT) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(Sampler.HONOURED);

    nanos.addAndGet(1_000_000_000);
    assertThat(sampler.takes(KEPT)).isTrue();
  }
}
