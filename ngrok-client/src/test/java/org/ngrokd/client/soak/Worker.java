package org.ngrokd.client.soak;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Does one kind of load again and again, at a pace, while the gate is open. */
final class Worker implements Runnable {
  private final LoadUnit unit;
  private final Random random;
  private final int pauseMillis;
  private final Surroundings around;

  /** What all workers share. */
  record Surroundings(Lock gate, Disturbances disturbances, Tally tally) {}

  Worker(LoadUnit unit, long seed, int pauseMillis, Surroundings around) {
    this.unit = unit;
    this.random = new Random(seed);
    this.pauseMillis = pauseMillis;
    this.around = around;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(2 * pauseMillis));
        around.gate().lockInterruptibly();
        try {
          once();
        } finally {
          around.gate().unlock();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void once() throws InterruptedException {
    long began = System.nanoTime();
    List<String> involved = new CopyOnWriteArrayList<>();
    try {
      unit.run(random, involved);
      around.tally().count(unit.name());
    } catch (WrongBytesException e) {
      around.tally().wrong(unit.name() + " with " + involved + ": " + e.getMessage());
    } catch (IOException e) {
      if (around.disturbances().excuse(involved, began)) {
        around.tally().count(unit.name() + ": cut off by a disturbance");
      } else {
        around.tally().wrong(unit.name() + " with " + involved + " failed: " + e);
      }
    } catch (RuntimeException e) {
      around.tally().wrong(unit.name() + " with " + involved + ": " + e);
    }
  }
}
