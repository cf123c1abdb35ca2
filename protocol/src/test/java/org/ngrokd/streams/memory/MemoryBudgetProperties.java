package org.ngrokd.streams.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.ngrokd.protocol.testing.Seeds;

/** Whatever is charged is given back, in any order of events, on any thread. */
class MemoryBudgetProperties {
  private static final long TOTAL = 4L << 20;
  private static final int THREADS = 4;
  private static final int STEPS = 3000;

  private final MemoryBudget budget =
      new MemoryBudget(TOTAL, Duration.ofMillis(1), System::nanoTime, (who, reason, bytes) -> {});

  @RepeatedTest(10)
  void anyOrderOfEventsOnSeveralThreadsEndsWithNothingCharged(RepetitionInfo repetition)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch together = new CountDownLatch(THREADS);
    List<Future<Object>> running = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Random random = Seeds.random(repetition.getCurrentRepetition() * THREADS + thread);
      running.add(
          threads.submit(
              () -> {
                together.countDown();
                together.await();
                live(random);
                return null;
              }));
    }
    for (Future<Object> each : running) {
      each.get();
    }
    threads.shutdown();

    assertThat(budget.used()).isZero();
    assertThat(budget.holdings()).isZero();
    assertThat(budget.shares()).isZero();
    assertThat(budget.isShort()).isFalse();
  }

  private void live(Random random) {
    List<FakeHolder> holders = new ArrayList<>();
    List<Holding> holdings = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      if (holdings.isEmpty() || random.nextInt(10) == 0) {
        FakeHolder holder = new FakeHolder();
        holders.add(holder);
        holdings.add(budget.hold(holder, owners(random)));
      }
      int which = random.nextInt(holdings.size());
      Holding holding = holdings.get(which);
      switch (random.nextInt(8)) {
        case 0 -> holding.belongsTo(owners(random));
        case 1 -> {
          holding.end();
          holders.remove(which);
          holdings.remove(which);
        }
        case 2 -> budget.tick();
        default -> {
          holders.get(which).holds(random.nextInt(300_000));
          holding.look();
        }
      }
      endThoseThatWereCut(holders, holdings);
    }
    holdings.forEach(Holding::end);
  }

  private static void endThoseThatWereCut(List<FakeHolder> holders, List<Holding> holdings) {
    for (int i = holders.size() - 1; i >= 0; i--) {
      if (holders.get(i).isCut()) {
        holdings.get(i).end();
        holders.remove(i);
        holdings.remove(i);
      }
    }
  }

  private static List<ShareKind.Key> owners(Random random) {
    return List.of(
        ShareKind.ADDRESS.of("a" + random.nextInt(5)),
        ShareKind.TUNNEL.of("t" + random.nextInt(3)),
        ShareKind.CLIENT.of("c" + random.nextInt(2)));
  }
}
