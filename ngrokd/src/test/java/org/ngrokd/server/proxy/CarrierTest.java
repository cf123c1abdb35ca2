package org.ngrokd.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.Carrier;
import org.ngrokd.protocol.mux.StreamHead;
import org.ngrokd.protocol.testing.MessageChannel;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodReports;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.testing.NoEnd;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.server.tunnel.TunnelFixtures;
import org.ngrokd.server.tunnel.TunnelRules;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * Visitors on carriers that are no HTTP/2: the pool and the way to the client know no difference.
 */
class CarrierTest {
  private static final Tunnel TUNNEL =
      TunnelFixtures.tunnel(TunnelProtocol.HTTP, "www.a.test", TunnelRules.OPEN);

  private final EmbeddedChannel control = MessageChannel.frozen();
  private final List<String> opened = new ArrayList<>();
  private final ClientGate gate =
      new ClientGate(
          new Clients(0, Duration.ofSeconds(10), 0, 10, 0), new FloodReports(new LimitCounters()));
  private int asked;
  private final MuxPool pool =
      new MuxPool(control.eventLoop(), gate.waitingRoom(control), () -> asked++, 2);
  private final MuxProxies proxies = new MuxProxies(pool, control.eventLoop());

  /** Streams over nothing. */
  private final class Pigeon implements Carrier {
    private final String name;
    private @Nullable Runnable gone;
    private boolean isFull;
    private boolean isRetired;

    Pigeon(String name) {
      this.name = name;
    }

    @Override
    public EventLoop loop() {
      return control.eventLoop();
    }

    @Override
    public boolean isUsable() {
      return !isRetired && gone != null;
    }

    @Override
    public int streams() {
      return 1;
    }

    @Override
    public long load() {
      return 0;
    }

    @Override
    public void whenGone(Runnable action) {
      gone = action;
    }

    @Override
    public @Nullable RelayEnd open(StreamHead head) {
      if (isFull) {
        isRetired = true;
        return null;
      }
      opened.add(name + " " + head.url());
      return new NoEnd();
    }

    @Override
    public void askForLife(Runnable answered) {
      answered.run();
    }

    @Override
    public void retire() {
      isRetired = true;
    }

    void dies() {
      Runnable told = gone;
      isRetired = true;
      if (told != null) {
        told.run();
      }
      control.runPendingTasks();
    }
  }

  @AfterEach
  void end() {
    control.finishAndReleaseAll();
  }

  private Future<RelayEnd> visit() {
    Future<RelayEnd> visit = proxies.open(TUNNEL, "192.0.2.1:1", control.eventLoop());
    control.runPendingTasks();
    return visit;
  }

  @Test
  void visitorGetsAStreamOfTheCarrier() {
    pool.offer(new Pigeon("one"));

    assertThat(visit().isSuccess()).isTrue();
    assertThat(opened).containsExactly("one http://www.a.test");
  }

  @Test
  void visitorWhoCameFirstWaitsForTheCarrier() {
    Future<RelayEnd> early = visit();
    assertThat(early.isDone()).isFalse();
    assertThat(asked).isEqualTo(1);

    pool.offer(new Pigeon("one"));
    control.runPendingTasks();

    assertThat(early.isSuccess()).isTrue();
  }

  @Test
  void carrierThatOpensNoMoreIsPassedOver() {
    Pigeon full = new Pigeon("full");
    full.isFull = true;
    pool.offer(full);

    Future<RelayEnd> visit = visit();
    assertThat(visit.isDone()).isFalse();
    full.dies();
    pool.offer(new Pigeon("next"));
    control.runPendingTasks();

    assertThat(visit.isSuccess()).isTrue();
    assertThat(opened).containsExactly("next http://www.a.test");
  }

  @Test
  void carrierThatDiesIsForgottenAndAnotherAskedFor() {
    Pigeon one = new Pigeon("one");
    pool.offer(one);
    int before = asked;

    one.dies();

    assertThat(pool.pick(control.eventLoop())).isNull();
    assertThat(asked).isEqualTo(before + 1);
  }

  @Test
  void askedForLifeItAnswersAsAnyOther() {
    pool.offer(new Pigeon("one"));
    boolean[] lives = {false};

    assertThat(pool.askForLife(() -> lives[0] = true)).isTrue();
    assertThat(lives[0]).isTrue();
  }
}
