package org.ngrokd.server.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.Transport;

class FewLoopsTest {
  private final EventLoopGroup group = Transport.NIO.eventLoops("few-loops", 4);

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static double[] shares(double... shares) {
    return shares;
  }

  private static int[] connections(int... connections) {
    return connections;
  }

  @Test
  void oneLoopIsEnoughForLittleWork() {
    assertThat(FewLoops.choose(shares(0.2, 0, 0), connections(100, 0, 0))).isZero();
  }

  @Test
  void busyLoopIsLeftForTheNext() {
    assertThat(FewLoops.choose(shares(0.3, 0, 0), connections(1, 0, 0))).isEqualTo(1);
  }

  @Test
  void asManyLoopsAreUsedAsTheWorkNeeds() {
    assertThat(FewLoops.choose(shares(0.3, 0.15, 0), connections(1, 1, 0))).isEqualTo(1);
    assertThat(FewLoops.choose(shares(0.3, 0.3, 0), connections(1, 1, 0))).isEqualTo(2);
    assertThat(FewLoops.choose(shares(0.9, 0.8, 0.7), connections(9, 9, 9))).isEqualTo(2);
  }

  @Test
  void manyIdleConnectionsAreSpreadForTheDayOnWhichTheyAreNot() {
    assertThat(FewLoops.choose(shares(0, 0, 0), connections(255, 0, 0))).isZero();
    assertThat(FewLoops.choose(shares(0, 0, 0), connections(256, 0, 0))).isEqualTo(1);
    assertThat(FewLoops.choose(shares(0, 0, 0), connections(500, 499, 0))).isEqualTo(2);
    assertThat(FewLoops.choose(shares(0, 0, 0), connections(900, 901, 902))).isZero();
  }

  @Test
  void connectionCountsUntilItIsClosed() {
    LoopLoads idle =
        new LoopLoads(List.of(() -> 0L, () -> 0L, () -> 0L), new EmbeddedChannel().eventLoop());
    FewLoops few = new FewLoops(group, idle);
    Set<EventLoop> used = new HashSet<>();
    NioSocketChannel first = new NioSocketChannel();
    few.register(first).syncUninterruptibly();
    used.add(first.eventLoop());

    for (int i = 0; i < 600; i++) {
      NioSocketChannel next = new NioSocketChannel();
      few.register(next).syncUninterruptibly();
      used.add(next.eventLoop());
      next.close().syncUninterruptibly();
    }
    assertThat(used).as("one at a time").hasSize(1);

    for (int i = 0; i < 600; i++) {
      NioSocketChannel next = new NioSocketChannel();
      few.register(next).syncUninterruptibly();
      used.add(next.eventLoop());
    }
    assertThat(used).as("600 at a time").hasSize(3);
  }

  @Test
  void loadIsMeasuredWhileThereIsAnyAndNotAfterwards() {
    EmbeddedChannel clock = new EmbeddedChannel();
    clock.freezeTime();
    long[] cpu = {0, 0};
    LoopLoads loads = new LoopLoads(List.of(() -> cpu[0], () -> cpu[1]), clock.eventLoop());

    assertThat(loads.shares()).containsExactly(0, 0);
    cpu[0] = 50_000_000;
    assertThat(loads.shares()).as("not measured yet").containsExactly(0, 0);
    advance(clock);
    assertThat(loads.shares()).containsExactly(0.5, 0);

    cpu[1] = 10_000_000;
    advance(clock);
    assertThat(loads.shares()).containsExactly(0, 0.1);
    advance(clock);
    assertThat(loads.shares()).containsExactly(0, 0);
    clock.runPendingTasks();
    advance(clock);
    advance(clock);
    assertThat(clock.runScheduledPendingTasks()).as("nothing to measure").isEqualTo(-1);
  }

  @Test
  void loopOfWhichNothingIsKnownCountsAsBusy() {
    EmbeddedChannel clock = new EmbeddedChannel();
    LoopLoads loads = new LoopLoads(List.of(() -> -1), clock.eventLoop());

    assertThat(loads.shares()).containsExactly(1);
  }

  private static void advance(EmbeddedChannel clock) {
    clock.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    clock.runScheduledPendingTasks();
  }
}
