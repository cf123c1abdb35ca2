package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.testing.CapturedLog;

class AcceptPauseTest {
  private final LimitCounters counters = new LimitCounters();
  private final Descriptors descriptors = new Descriptors(1000, () -> 50);
  private final AcceptPause pause =
      new AcceptPause(
          "visitors", descriptors, 100, new FloodReports(counters), newcomer -> makesRoom());
  private final EmbeddedChannel listening = new EmbeddedChannel();
  private final List<EmbeddedChannel> connections = new ArrayList<>();
  private int quiet;

  AcceptPauseTest() {
    pause.begin(listening);
  }

  /** As if one of the biggest address went. */
  private boolean makesRoom() {
    if (quiet == 0) {
      return false;
    }
    quiet--;
    go(1);
    return true;
  }

  private void come(int count) {
    for (int i = 0; i < count; i++) {
      connections.add(new EmbeddedChannel());
      pause.accepted(connections.get(connections.size() - 1));
    }
  }

  private void go(int count) {
    for (int i = 0; i < count; i++) {
      connections.remove(0).close().syncUninterruptibly();
    }
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      pause.tick();
    }
  }

  private boolean accepts() {
    return listening.config().isAutoRead();
  }

  @Test
  void pausesWhenTheReserveIsReachedAndGoesOnWhenItIsBetter() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      come(849);
      assertThat(accepts()).isTrue();
      come(1);
      assertThat(accepts()).isFalse();

      tick(100);
      assertThat(accepts()).isFalse();
      go(24);
      tick(1);
      assertThat(accepts()).as("close to the limit it would only flap").isFalse();
      go(2);
      tick(1);
      assertThat(accepts()).isTrue();
      assertThat(log.lines()).hasSize(1);

      tick(11);
      assertThat(log.lines())
          .containsExactly(
              "WARN File descriptors run short (900 of 1000 file descriptors are open): new visitors"
                  + " wait until it is better. If this is no flood, allow the process more (systemd:"
                  + " LimitNOFILE)",
              "INFO Enough file descriptors again (874 of 1000 are open): new visitors are let in");
    }
  }

  @Test
  void nobodyWaitsWhileQuietConnectionsOfSomebodyWithMoreCanGo() {
    come(849);
    quiet = 10;

    come(10);
    assertThat(accepts()).isTrue();
    assertThat(connections).hasSize(849);

    come(1);
    assertThat(accepts()).isFalse();
  }

  @Test
  void duringAPauseSomeMakeRoomEachSecond() {
    come(850);
    assertThat(accepts()).isFalse();
    quiet = 100;

    tick(1);

    assertThat(quiet).isEqualTo(68);
    assertThat(accepts()).isTrue();
  }

  @Test
  void flappingIsOneEpisodeInTheLog() {
    try (CapturedLog log = CapturedLog.at(Level.INFO)) {
      for (int i = 0; i < 50; i++) {
        come(850);
        tick(2);
        go(850);
        tick(3);
      }
      tick(20);

      assertThat(log.lines(Level.WARN)).hasSize(1);
      assertThat(log.lines(Level.INFO)).hasSize(1);
      assertThat(counters.count(Limit.FILE_DESCRIPTORS)).isEqualTo(50);
    }
  }

  @Test
  void failureToAcceptPausesUntilTheNextTick() {
    pause.failed(new IOException("accept(..) failed: Too many open files"));
    assertThat(accepts()).isFalse();

    tick(1);
    assertThat(accepts()).isTrue();
  }

  @Test
  void listenerThatBeginsInAPauseWaitsToo() {
    come(850);
    EmbeddedChannel another = new EmbeddedChannel();
    another.config().setAutoRead(false);
    pause.begin(another);
    assertThat(another.config().isAutoRead()).isFalse();

    listening.close().syncUninterruptibly();
    go(850);
    tick(1);

    assertThat(another.config().isAutoRead()).isTrue();
    assertThat(accepts()).as("closed meanwhile").isFalse();
  }

  @Test
  void measuringCorrectsTheEstimate() {
    List<Long> open = new ArrayList<>(List.of(50L));
    Descriptors measured = new Descriptors(1000, () -> open.get(0));
    measured.opened();
    assertThat(measured.open()).isEqualTo(51);

    open.set(0, 500L);
    measured.measure();
    assertThat(measured.open()).isEqualTo(500);
    measured.closed();
    assertThat(measured.open()).isEqualTo(499);
  }

  @Test
  void visitorsGetWhatIsNeitherReservedNorOpen() {
    assertThat(new Descriptors(1024, () -> 60).visitors()).isEqualTo((1024 - 64 - 60) / 2);
    assertThat(new Descriptors(65536, () -> 60).visitors()).isEqualTo((65536 - 3276 - 60) / 2);
    assertThat(new Descriptors(100, () -> 60).visitors()).isEqualTo(1);
    assertThat(new Descriptors(Long.MAX_VALUE, () -> 0).visitors()).isEqualTo(Integer.MAX_VALUE);
  }
}
