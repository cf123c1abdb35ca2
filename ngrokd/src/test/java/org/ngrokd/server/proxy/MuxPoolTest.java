package org.ngrokd.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.mux.Carrier;
import org.ngrokd.protocol.mux.MuxConnection;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.protocol.testing.MessageChannel;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;

class MuxPoolTest {
  private static final int MOST_WAITING = 2;

  private final EmbeddedChannel control = MessageChannel.frozen();
  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final ClientGate gate =
      new ClientGate(
          new Clients(0, Duration.ofSeconds(10), 0, MOST_WAITING, 0),
          new FloodReports(new LimitCounters()));
  private int asked;
  private final MuxPool pool =
      new MuxPool(control.eventLoop(), gate.waitingRoom(control), () -> asked++, 2);

  @AfterEach
  void end() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    control.finishAndReleaseAll();
  }

  /** A connection that the client has made, on an event loop of its own. */
  private MuxConnection connection() {
    EmbeddedChannel channel = MessageChannel.frozen();
    channels.add(channel);
    return MuxConnection.opening(
        channel, new WindowBudget(0), ConnectionLog.next(ConnectionType.PXY));
  }

  private Promise<Carrier> await() {
    Promise<Carrier> promise = control.eventLoop().newPromise();
    pool.await(promise);
    return promise;
  }

  private void pass(int seconds) {
    control.advanceTimeBy(seconds, TimeUnit.SECONDS);
    control.runScheduledPendingTasks();
    control.runPendingTasks();
  }

  @Test
  void whoComesBeforeTheFirstConnectionWaitsForIt() {
    Promise<Carrier> one = await();
    Promise<Carrier> two = await();
    assertThat(asked).isEqualTo(1);

    MuxConnection first = connection();
    pool.offer(first);

    assertThat(one.getNow()).isSameAs(first);
    assertThat(two.getNow()).isSameAs(first);
    assertThat(await().getNow()).isSameAs(first);
    assertThat(pool.pick(control.eventLoop())).isSameAs(first);
  }

  @Test
  void whoWaitsHalfAMinuteIsTold() {
    Promise<Carrier> waiting = await();

    pass(29);
    assertThat(waiting.isDone()).isFalse();
    pass(1);

    assertThat(waiting.cause()).hasMessage("the client opened no connection within 30 s");
  }

  @Test
  void whoLeavesGivesItsPlaceBack() {
    Promise<Carrier> left = await();
    Promise<Carrier> there = await();

    left.cancel(false);
    control.runPendingTasks();

    assertThat(gate.waiting()).isEqualTo(1);
    assertThat(there.isDone()).isFalse();
  }

  @Test
  void noMoreWaitThanTheLimitAllows() {
    List<Promise<Carrier>> waiting = List.of(await(), await());

    assertThat(await().cause()).hasMessage("too many visitors wait already");
    pass(30);
    assertThat(waiting).allMatch(Promise::isDone);
    assertThat(await().isDone()).isFalse();
  }

  @Test
  void moreConnectionsThanAreOfUseAreGivenBack() {
    MuxConnection surplus = connection();
    pool.offer(connection());
    pool.offer(connection());

    pool.offer(surplus);

    assertThat(surplus.isUsable()).isFalse();
  }

  @Test
  void theConnectionOnTheVisitorsEventLoopIsPreferred() {
    MuxConnection one = connection();
    MuxConnection other = connection();
    pool.offer(one);
    pool.offer(other);

    assertThat(pool.pick(one.loop())).isSameAs(one);
    assertThat(pool.pick(other.loop())).isSameAs(other);

    one.retire();
    assertThat(pool.pick(one.loop())).isSameAs(other);
  }

  @Test
  void anotherConnectionIsOfUseOnceTwoVisitorsAreThere() {
    MuxConnection only = connection();
    pool.offer(only);
    var first = only.open(new StreamHead("http://a", "192.0.2.1:1"));
    assertThat(first).isNotNull();
    assertThat(pool.wantsMore(only)).isFalse();

    var second = only.open(new StreamHead("http://a", "192.0.2.1:2"));
    assertThat(second).isNotNull();

    assertThat(pool.wantsMore(only)).isTrue();
    pool.offer(connection());
    assertThat(pool.wantsMore(only)).isFalse();
  }

  @Test
  void theClientIsAskedAgainWhenItsLastConnectionIsGone() {
    pool.keepOne();
    pool.offer(connection());
    assertThat(asked).isEqualTo(1);

    channels.get(0).close().addListener(closed -> {});
    pass(0);

    assertThat(asked).isEqualTo(2);
    assertThat(pool.pick(control.eventLoop())).isNull();
  }

  @Test
  void aClientThatDoesNotDoWhatItIsAskedIsAskedAgainLater() {
    pool.keepOne();
    pool.keepOne();
    assertThat(asked).isEqualTo(1);

    pass(10);
    pool.keepOne();

    assertThat(asked).isEqualTo(2);
  }

  @Test
  void theEndOfTheClientIsTheEndOfAll() {
    Promise<Carrier> waiting = await();
    pool.close();
    assertThat(waiting.cause()).hasMessage("the client is gone");
    assertThat(await().cause()).hasMessage("the client is gone");

    MuxConnection late = connection();
    pool.offer(late);
    assertThat(late.isUsable()).isFalse();
  }
}
