package org.ngrokd.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;

class ProxyPoolTest {
  private final EmbeddedChannel control = new EmbeddedChannel();
  private final AtomicInteger asked = new AtomicInteger();
  private final ClientGate gate = ClientGate.open();
  private final ProxyPool pool =
      new ProxyPool(control.eventLoop(), gate.waitingRoom(control), asked::incrementAndGet);

  @BeforeEach
  void freeze() {
    control.freezeTime();
  }

  private static ProxyConnection proxy(EmbeddedChannel channel) {
    return new ProxyConnection(channel, ConnectionLog.next(ConnectionType.PXY));
  }

  private Future<ProxyConnection> take() {
    Future<ProxyConnection> taken = pool.take(control.eventLoop());
    control.runPendingTasks();
    return taken;
  }

  private void pass(long seconds) {
    control.advanceTimeBy(seconds, TimeUnit.SECONDS);
    control.runScheduledPendingTasks();
  }

  @Test
  void idleOneIsGivenAtOnceAndNoneIsAskedFor() {
    ProxyConnection proxy = proxy(new EmbeddedChannel());
    pool.offer(proxy);

    assertThat(take().getNow()).isSameAs(proxy);
    assertThat(asked).hasValue(0);
  }

  @Test
  void whoWaitsFirstIsServedFirst() {
    Future<ProxyConnection> first = take();
    Future<ProxyConnection> second = take();
    assertThat(asked).hasValue(2);
    ProxyConnection one = proxy(new EmbeddedChannel());
    ProxyConnection two = proxy(new EmbeddedChannel());

    pool.offer(one);
    assertThat(second.isDone()).isFalse();
    pool.offer(two);

    assertThat(first.getNow()).isSameAs(one);
    assertThat(second.getNow()).isSameAs(two);
  }

  @Test
  void eleventhIsDiscardedWithTheOriginalsLine() {
    List<EmbeddedChannel> channels = new ArrayList<>();
    try (CapturedLog log = CapturedLog.at(Level.DEBUG)) {
      for (int i = 0; i < 11; i++) {
        channels.add(new EmbeddedChannel());
        pool.offer(proxy(channels.get(i)));
      }

      assertThat(channels.subList(0, 10)).allMatch(EmbeddedChannel::isOpen);
      assertThat(channels.get(10).isOpen()).isFalse();
      assertThat(log.lines()).containsExactly("DEBUG Proxies buffer is full, discarding.");
    }
  }

  @Test
  void unusedOneIsDroppedAfterSixtySeconds() {
    EmbeddedChannel channel = new EmbeddedChannel();
    pool.offer(proxy(channel));

    pass(59);
    assertThat(channel.isOpen()).isTrue();
    pass(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void takenOneIsNotDropped() {
    EmbeddedChannel channel = new EmbeddedChannel();
    pool.offer(proxy(channel));
    assertThat(take().isSuccess()).isTrue();

    pass(100);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void nobodyWaitsLongerThanThirtySeconds() {
    Future<ProxyConnection> taken = take();

    pass(29);
    assertThat(taken.isDone()).isFalse();
    pass(1);
    assertThat(taken.cause()).hasMessage("the client opened no proxy connection within 30 s");

    EmbeddedChannel late = new EmbeddedChannel();
    pool.offer(proxy(late));
    assertThat(late.isOpen()).isTrue(); // it is kept for the next
  }

  @Test
  void deadOnesArePassedOver() {
    EmbeddedChannel dead = new EmbeddedChannel();
    ProxyConnection alive = proxy(new EmbeddedChannel());
    pool.offer(proxy(dead));
    pool.offer(alive);
    dead.close().syncUninterruptibly();

    assertThat(take().getNow()).isSameAs(alive);
  }

  @Test
  void oneOnThePreferredLoopGoesFirst() {
    EmbeddedChannel second = new EmbeddedChannel();
    pool.offer(proxy(new EmbeddedChannel()));
    ProxyConnection preferred = proxy(second);
    pool.offer(preferred);

    assertThat(pool.take(second.eventLoop()).getNow()).isSameAs(preferred);
  }

  @Test
  void closeDisappointsAllAndTakesNoMore() {
    Future<ProxyConnection> waiting = take();
    pool.close();
    assertThat(waiting.cause()).hasMessage("the client is gone");

    EmbeddedChannel late = new EmbeddedChannel();
    pool.offer(proxy(late));
    assertThat(late.isOpen()).isFalse();
    assertThat(take().cause()).hasMessage("the client is gone");
  }

  @Test
  void closeClosesTheIdleOnes() {
    EmbeddedChannel idle = new EmbeddedChannel();
    pool.offer(proxy(idle));

    pool.close();

    assertThat(idle.isOpen()).isFalse();
  }

  @Test
  void afterALoneVisitorOneIsKeptReady() {
    visit(1);
    assertThat(asked).hasValue(1);

    pool.refill();
    pool.refill();

    assertThat(asked).hasValue(2);
  }

  @Test
  void afterManyVisitorsHalfAsManyAreKeptReadyUpToWhatThePoolHolds() {
    visit(8);
    pool.refill();
    assertThat(asked).hasValue(8 + 4);

    for (int i = 0; i < 4; i++) {
      pool.offer(proxy(new EmbeddedChannel()));
    }
    visit(40);
    pool.refill();
    assertThat(asked)
        .as("4 were there, 36 came for visitors, 10 are for the next")
        .hasValue(8 + 4 + 36 + 10);
  }

  @Test
  void burstOfLongAgoIsForgotten() {
    visit(8);

    pass(3);
    pool.refill();

    assertThat(asked).hasValue(8 + 1);
  }

  private void visit(int visitors) {
    for (int i = 0; i < visitors; i++) {
      if (!take().isDone()) {
        pool.offer(proxy(new EmbeddedChannel()));
      }
    }
  }

  @Test
  void visitorsWhoWaitDoNotCountAsAFullPool() {
    for (int i = 0; i < 12; i++) {
      assertThat(take().isDone()).isFalse();
    }
    assertThat(asked).hasValue(12);

    pool.refill();

    assertThat(asked).hasValue(12 + 6);
  }

  @Test
  void visitorWhoLeavesTakesNoConnectionAndNoPlace() {
    Future<ProxyConnection> left = take();
    Future<ProxyConnection> there = take();

    assertThat(left.cancel(false)).isTrue();
    control.runPendingTasks();
    assertThat(gate.waiting()).isEqualTo(1);
    ProxyConnection proxy = proxy(new EmbeddedChannel());
    pool.offer(proxy);

    assertThat(there.getNow()).isSameAs(proxy);
    assertThat(gate.waiting()).isZero();
  }

  @Test
  void clientIsAskedAgainForWhoWaitsAndEachTimeLater() {
    Future<ProxyConnection> waiting = take();
    assertThat(asked).hasValue(1);

    List<Integer> each = new ArrayList<>();
    for (int second = 1; second <= 15; second++) {
      pass(1);
      each.add(asked.get());
    }

    assertThat(each).containsExactly(2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5);
    pool.offer(proxy(new EmbeddedChannel()));
    assertThat(waiting.isSuccess()).isTrue();
    pass(60);
    assertThat(asked).as("nobody waits any more").hasValue(5);
  }

  @Test
  void whatWasAskedForTwoSecondsAgoIsNotOnItsWay() {
    pool.refill();
    pass(1);
    pool.refill();
    assertThat(asked).hasValue(1);

    pass(1);
    pool.refill();

    assertThat(asked).hasValue(2);
  }

  /** 20 requests were missed; each visitor that comes later is served within a second. */
  @Test
  void clientThatMissedRequestsServesWhoComesWhenItAnswersAgain() {
    for (int i = 0; i < 20; i++) {
      take().cancel(false);
      pass(5);
    }

    Future<ProxyConnection> visitor = take();
    pool.offer(proxy(new EmbeddedChannel()));

    assertThat(visitor.isSuccess()).isTrue();
  }

  @Test
  void requestsThatTheClientDoesNotFollowAreForgotten() {
    pool.refill();
    pool.refill();
    assertThat(asked).hasValue(1);

    pass(31);
    pool.refill();

    assertThat(asked).hasValue(2);
  }
}
