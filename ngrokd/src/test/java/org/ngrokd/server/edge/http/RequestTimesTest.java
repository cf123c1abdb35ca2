package org.ngrokd.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.edge.EdgePolicy;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.streams.http.RequestHead;

class RequestTimesTest {
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final List<Limit> reached = new ArrayList<>();
  private final RequestTimes times =
      new RequestTimes(clock.eventLoop(), EdgePolicy.DEFAULT, reached::add);

  @BeforeEach
  void freeze() {
    clock.freezeTime();
  }

  private void pass(long millis) {
    clock.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    clock.runScheduledPendingTasks();
  }

  private Turn upload(String... lines) throws Exception {
    String[] all = new String[lines.length + 1];
    all[0] = "Content-Length: 1000000";
    System.arraycopy(lines, 0, all, 1, lines.length);
    RequestHead head = Requests.get(all);
    Turn turn = new Turn(head, RequestJudgeTest.passed(head));
    times.body(turn);
    return turn;
  }

  private static void send(Turn turn, int bytes) throws Exception {
    turn.scan(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void firstHeadHasTenSecondsFromTheConnectionsBegin() {
    long connected = clock.eventLoop().ticker().nanoTime();
    pass(6_000);
    times.firstHead(connected);
    times.headUnderWay(true);

    pass(3_999);
    assertThat(reached).isEmpty();
    pass(1);
    assertThat(reached).containsExactly(Limit.REQUEST_HEAD_TIME);
  }

  @Test
  void silenceBetweenRequestsMayLastSixtySeconds() {
    times.idle();

    pass(59_999);
    assertThat(reached).isEmpty();
    pass(1);
    assertThat(reached).containsExactly(Limit.IDLE);
  }

  @Test
  void headHasTenSecondsFromItsFirstByteHoweverItTrickles() {
    times.idle();
    pass(55_000);
    times.headUnderWay(true);
    pass(5_000);
    times.headUnderWay(true);
    pass(4_999);
    assertThat(reached).isEmpty();

    pass(1);

    assertThat(reached).containsExactly(Limit.REQUEST_HEAD_TIME);
  }

  @Test
  void bodySlowerThanAHundredBytesPerSecondIsTooSlow() throws Exception {
    Turn turn = upload();
    send(turn, 1000);
    pass(10_000);
    assertThat(reached).isEmpty();

    send(turn, 999);
    pass(10_000);

    assertThat(reached).containsExactly(Limit.BODY_RATE);
  }

  @Test
  void visitorThatWeDoNotReadIsNotSlow() throws Exception {
    upload();
    times.reading(false);
    times.reading(true);
    pass(10_000);
    assertThat(reached).isEmpty();

    pass(10_000);

    assertThat(reached).containsExactly(Limit.BODY_RATE);
  }

  @Test
  void visitorMayWaitForContinueAsLongAsItMayBeIdle() throws Exception {
    upload("Expect: 100-continue");
    for (int i = 0; i < 5; i++) {
      pass(10_000);
    }
    assertThat(reached).isEmpty();

    pass(10_000);

    assertThat(reached).containsExactly(Limit.BODY_RATE);
  }

  @Test
  void nothingIsTooSlowAfterTheStop() throws Exception {
    times.idle();
    times.clear();
    upload();
    times.stop();

    pass(1_000_000);

    assertThat(reached).isEmpty();
  }
}
