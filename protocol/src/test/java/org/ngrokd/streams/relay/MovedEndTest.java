package org.ngrokd.streams.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MovedEndTest {
  private static final int CHUNK = 64 * 1024;

  private final DefaultEventExecutor loop = new DefaultEventExecutor();
  private final ScriptedEnd inner = new ScriptedEnd();
  private final RelayEnd end = MovedEnd.to(loop, inner);
  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void stop() {
    held.countDown();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** What is told arrives on the loop, in order. */
  @Test
  void everythingIsToldOnTheOtherLoopInItsOrder() throws Exception {
    HeardOn heard = new HeardOn(loop);
    end.start(heard);

    inner.sends("a");
    inner.says().finished();

    loop.submit(() -> {}).get();
    assertThat(heard.told()).containsExactly("a", "finished");
  }

  @Test
  void endStopsReadingWhileTheOtherLoopIsBehindAndGoesOnLater() throws Exception {
    HeardOn heard = new HeardOn(loop);
    end.start(heard);
    loop.execute(this::awaitRelease);
    inner.calls();

    for (int i = 0; i < 5; i++) {
      inner.says().received(Unpooled.wrappedBuffer(new byte[CHUNK]));
    }
    assertThat(inner.calls()).containsExactly("pause");

    held.countDown();
    loop.submit(() -> {}).get();
    assertThat(inner.calls()).containsExactly("resume");
  }

  @Test
  void endThatItsUserPausedStaysPausedWhenTheLoopHasCaughtUp() throws Exception {
    end.start(new HeardOn(loop));
    loop.execute(this::awaitRelease);
    loop.execute(end::pauseReading);
    inner.calls();
    for (int i = 0; i < 5; i++) {
      inner.says().received(Unpooled.wrappedBuffer(new byte[CHUNK]));
    }

    held.countDown();
    loop.submit(() -> {}).get();
    assertThat(inner.calls()).containsExactly("pause", "pause");

    loop.submit(end::resumeReading).get();
    assertThat(inner.calls()).containsExactly("resume");
  }

  @Test
  void onOneLoopNothingWaits() {
    EmbeddedChannel same = new EmbeddedChannel();
    HeardOn heard = new HeardOn(same.eventLoop());
    RelayEnd here = MovedEnd.to(same.eventLoop(), inner);
    here.start(heard);

    inner.sends("a");

    assertThat(heard.told()).containsExactly("a");
  }

  @Test
  void endThatIsOnTheLoopAlreadyIsNotMovedAgainWhateverIsAroundIt() {
    RelayEnd paced = new PacedEnd(end, loop, Optional.empty(), Optional.empty());
    RelayEnd counted = new CountedEnd(paced, () -> {});

    assertThat(MovedEnd.to(loop, counted)).isSameAs(counted);
    assertThat(MovedEnd.to(new EmbeddedChannel().eventLoop(), counted)).isNotSameAs(counted);
  }

  @Test
  void bytesForALoopThatIsGoneAreReleased() {
    end.start(new HeardOn(loop));
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    var bytes = Unpooled.buffer().writeByte(1);

    inner.says().received(bytes);

    assertThat(bytes.refCnt()).isZero();
    assertThat(inner.calls()).contains("reset");
  }

  private void awaitRelease() {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
