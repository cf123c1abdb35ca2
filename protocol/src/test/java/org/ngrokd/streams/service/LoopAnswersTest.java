package org.ngrokd.streams.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sign of life comes as long as all event loops answer. */
class LoopAnswersTest {
  private static final Duration PERIOD = Duration.ofMillis(20);

  private final EventExecutorGroup loops = new DefaultEventExecutorGroup(2);
  private final Semaphore signs = new Semaphore(0);

  @AfterEach
  void end() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private boolean comes() throws InterruptedException {
    return signs.tryAcquire(60, TimeUnit.SECONDS);
  }

  @Test
  void oneLoopThatStandsStillIsEnoughForSilence() throws Exception {
    LoopAnswers answers = LoopAnswers.begin(loops, PERIOD, signs::release);
    assertThat(comes()).isTrue();
    assertThat(comes()).isTrue();

    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Iterator<EventExecutor> all = loops.iterator();
    all.next()
        .execute(
            () -> {
              stuck.countDown();
              try {
                released.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stuck.await();
    EventExecutor other = all.next();
    other.submit(() -> {}).sync(); // what was answered before is counted
    signs.drainPermits();

    assertThat(signs.tryAcquire(10 * PERIOD.toMillis(), TimeUnit.MILLISECONDS)).isFalse();

    released.countDown();
    assertThat(comes()).isTrue();
    answers.end();
  }
}
