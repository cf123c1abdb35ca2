package org.ngrokd.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComingsTest {
  private static final Subject NAS = new Subject(Subject.Kind.TUNNEL, "https://nas.example.com");
  private static final Map<Subject, Subject.Details> THERE =
      Map.of(NAS, new Subject.Details("203.0.113.5:4242", "alice"));
  private static final Map<Subject, Subject.Details> NOBODY = Map.of();

  private long now = Long.MAX_VALUE - 5; // as System.nanoTime may be
  private final Comings comings = new Comings(Duration.ofSeconds(30), () -> now);

  @BeforeEach
  void startIsOver() {
    pass(31);
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private List<String> look(Map<Subject, Subject.Details> present) {
    return comings.look(present, Instant.EPOCH).stream().map(Notice::toString).toList();
  }

  @Test
  void whatComesIsToldOnceAtOnce() {
    assertThat(look(THERE)).containsExactly("tunnel.online https://nas.example.com");
    assertThat(look(THERE)).isEmpty();
  }

  @Test
  void whatGoesIsToldWhenItStaysAway() {
    look(THERE);

    assertThat(look(NOBODY)).isEmpty();
    pass(29);
    assertThat(look(NOBODY)).isEmpty();
    pass(1);
    assertThat(look(NOBODY)).containsExactly("tunnel.offline https://nas.example.com");
    assertThat(look(NOBODY)).isEmpty();
    assertThat(look(THERE)).containsExactly("tunnel.online https://nas.example.com");
  }

  @Test
  void whatComesBackInTimeMakesNoNoiseHoweverOften() {
    look(THERE);

    for (int i = 0; i < 10; i++) {
      assertThat(look(NOBODY)).isEmpty();
      pass(29);
      assertThat(look(THERE)).isEmpty();
    }
  }

  @Test
  void whoConnectsAnewBecauseTheServerWasRestartedMakesNoNoise() {
    Comings restarted = new Comings(Duration.ofSeconds(30), () -> now);
    pass(29);

    assertThat(restarted.look(THERE, Instant.EPOCH)).isEmpty();
    pass(2);
    assertThat(restarted.look(NOBODY, Instant.EPOCH)).isEmpty();
    pass(30);
    assertThat(restarted.look(NOBODY, Instant.EPOCH)).hasSize(1);
  }
}
