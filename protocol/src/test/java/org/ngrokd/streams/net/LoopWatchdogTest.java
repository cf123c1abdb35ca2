package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopWatchdogTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final GuardedEventLoops loops = Transport.best().eventLoops("watched", 2);
  private final AtomicInteger ended = new AtomicInteger();
  private final LoopWatchdog watchdog = new LoopWatchdog(loops, 0, ended::incrementAndGet);
  private final CountDownLatch blocking = new CountDownLatch(1);
  private final SeenLog seen = new SeenLog(LoopWatchdog.class.getName());
  private long now;

  @AfterEach
  void end() throws Exception {
    blocking.countDown();
    seen.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private void lookAfter(long seconds) {
    now += seconds * SECOND;
    watchdog.look(now);
  }

  private void turn() throws Exception {
    for (int i = 0; i < 2; i++) {
      loops.next().submit(() -> {}).get(60, TimeUnit.SECONDS);
    }
  }

  private void block(EventLoop loop) throws Exception {
    CompletableFuture<Thread> blocked = new CompletableFuture<>();
    loop.execute(
        () -> {
          blocked.complete(Thread.currentThread());
          awaitQuietly(blocking);
        });
    Thread thread = blocked.get(60, TimeUnit.SECONDS);
    await().until(() -> thread.getState() == Thread.State.WAITING); // it is on its way there
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void loopsThatTurnAreLeftAlone() throws Exception {
    for (int i = 0; i < 50; i++) {
      lookAfter(5);
      turn();
    }

    assertThat(ended).hasValue(0);
  }

  @Test
  void programEndsHalfAMinuteAfterALoopStoppedTurning() throws Exception {
    lookAfter(5);
    turn();
    block(loops.next());
    lookAfter(5); // asks
    for (int i = 0; i < LoopWatchdog.MOST_MISSES - 1; i++) {
      lookAfter(5);
    }
    assertThat(ended).hasValue(0);

    lookAfter(5);

    assertThat(ended).hasValue(1);
    assertThat(seen.lines())
        .containsExactly(
            "ERROR An event loop does not turn any more: its connections are dead. The program"
                + " ends, to be started again");
    assertThat(seen.events().get(0).getThrowableProxy().getMessage())
        .matches("watched-\\d+-\\d+ is WAITING");
    assertThat(seen.events().get(0).getThrowableProxy().getStackTraceElementProxyArray())
        .anyMatch(frame -> frame.toString().contains("awaitQuietly"));
  }

  @Test
  void timeInWhichTheMachineWasSuspendedDoesNotCount() throws Exception {
    block(loops.next());
    lookAfter(5);
    for (int i = 0; i < 50; i++) {
      lookAfter(3600);
    }
    assertThat(ended).hasValue(0);

    for (int i = 0; i < LoopWatchdog.MOST_MISSES; i++) {
      lookAfter(5);
    }

    assertThat(ended).hasValue(1);
  }

  @Test
  void loopThatEndedEndsTheProgramAtTheNextLook() throws Exception {
    lookAfter(5);
    loops.next().shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();

    lookAfter(5);

    assertThat(ended).hasValue(1);
    assertThat(seen.lines()).allMatch(line -> line.startsWith("ERROR An event loop has ended: "));
  }

  @Test
  void closedWatchdogEndsNothing() throws Exception {
    watchdog.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();

    lookAfter(5);

    assertThat(ended).hasValue(0);
  }
}
