package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Held;

/** Names that came from another server, which may serve them still. */
class TakenOverTest {
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> givenBack = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> asked = new ArrayList<>();
  private final TakenOver takenOver =
      new TakenOver(LEASE, nanos::get, (name, epoch) -> givenBack.add(name + " " + epoch));

  @BeforeEach
  void ask() {
    takenOver.by(
        (node, newer) -> {
          CompletableFuture<Boolean> answer = new CompletableFuture<>();
          asked.add(answer);
          return answer;
        });
  }

  private void take(String name, long epoch) {
    take(name, epoch, "there");
  }

  private void take(String name, long epoch, String from) {
    takenOver.add(held(name, epoch, "here"), from);
  }

  private static Held held(String name, long epoch, String node) {
    return new Held(name, name + ":80", node, epoch);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    takenOver.look();
  }

  @Test
  void nameIsAskedForAgainUntilTheOtherServerHasLetItGo() {
    take("a", 7);
    assertThat(takenOver.leaves("a", 7)).isTrue();

    asked.get(0).complete(false);
    pass(Duration.ofSeconds(1));
    asked.get(1).completeExceptionally(new IllegalStateException("no way to it"));
    pass(Duration.ofSeconds(1));
    assertThat(givenBack).isEmpty();
    asked.get(2).complete(true);

    assertThat(givenBack).containsExactly("a 7");
  }

  @Test
  void nameIsFreeWhenTheOtherServersLeaseIsSurelyOver() {
    take("a", 7);
    assertThat(takenOver.leaves("a", 7)).isTrue();

    pass(LEASE.plus(TakenOver.UNHEARD).minusMillis(1));
    assertThat(givenBack).isEmpty();
    pass(Duration.ofMillis(1));

    assertThat(givenBack).containsExactly("a 7");
    assertThat(takenOver.leaves("a", 7)).as("at once").isFalse();
  }

  @Test
  void ofTwoThatLeaveTheLaterClaimIsGivenBackInWhateverOrderThatIsSaid() {
    take("a", 7);
    assertThat(takenOver.leaves("a", 9)).isTrue();
    assertThat(takenOver.leaves("a", 8)).isTrue();

    takenOver.gone("there");

    assertThat(givenBack).containsExactly("a 9");
  }

  @Test
  void whatWasPerhapsTakenWaitsForNobodysWordAndNoLongerThanNeeded() {
    takenOver.addPerhaps("a", Duration.ofSeconds(15));
    assertThat(takenOver.leaves("a", 7)).isTrue();

    assertThat(asked).isEmpty();
    pass(LEASE.plus(TakenOver.UNHEARD));

    assertThat(givenBack).containsExactly("a 7");
  }

  @Test
  void nameThatGoesToAndFroBetweenTwoIsLetGoByEachForTheOther() {
    take("a", 7);
    take("a", 9);

    assertThat(takenOver.isOpenBesides(held("a", 10, "there"))).isFalse();
    assertThat(takenOver.isOpenBesides(held("a", 10, "a third"))).isTrue();
  }

  @Test
  void ofTwoItWasTakenFromNeitherSpeaksForTheOther() {
    take("a", 7, "a third");
    take("a", 9);
    assertThat(takenOver.isOpenBesides(held("a", 10, "there"))).isTrue();

    assertThat(takenOver.leaves("a", 9)).isTrue();
    takenOver.gone("there");

    assertThat(asked).isEmpty();
    assertThat(givenBack).isEmpty();
    pass(LEASE.plus(TakenOver.UNHEARD));
    assertThat(givenBack).containsExactly("a 9");
  }

  @Test
  void manyWhoLeaveAtOnceAreAskedForAFewAtATime() {
    for (int i = 0; i < 1_000; i++) {
      take("n" + i, i + 1);
      assertThat(takenOver.leaves("n" + i, i + 1)).isTrue();
    }

    assertThat(asked).hasSize(64);
    List.copyOf(asked).forEach(answer -> answer.complete(true));
    assertThat(givenBack).hasSize(64);
    pass(Duration.ofSeconds(1));
    assertThat(asked).hasSize(128);
  }

  @Test
  void nobodyCanFillItForEver() {
    for (int i = 0; i <= TakenOver.MOST; i++) {
      take("n" + i, i + 1);
    }

    assertThat(takenOver.isOpen("n" + (TakenOver.MOST - 1))).isTrue();
    assertThat(takenOver.isOpen("n" + TakenOver.MOST)).isFalse();
    pass(LEASE.plus(TakenOver.UNHEARD));
    assertThat(takenOver.isAnyOpen()).isFalse();
  }
}
