package org.ngrokd.protocol.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCounted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.memory.CutReason;
import org.ngrokd.streams.memory.Holder;
import org.ngrokd.streams.memory.Holding;
import org.ngrokd.streams.memory.MemoryBudget;

/** What streams keep in memory while their peers take nothing. */
class MuxMemoryTest {
  private static final int READ_BUFFER = 16 * 1024;
  private static final int BYTES = 5000;
  private static final int TOTAL = 1 << 20;

  private final MemoryBudget memory =
      new MemoryBudget(TOTAL, Duration.ofDays(1), System::nanoTime, (who, reason, bytes) -> {});
  private final MuxPair pair = new MuxPair(WindowBudget.of(memory));
  private final HeardStream visitor = new HeardStream();
  private final HeardStream service = new HeardStream();
  private final MuxStream stream = pair.open("tcp://example.com:2222");
  private long waits = TOTAL / 2 + 1;
  private final Holding holding =
      memory.hold(
          new Holder() {
            @Override
            public long held() {
              return waits;
            }

            @Override
            public void tighten(boolean on) {}

            @Override
            public void cut(CutReason reason) {}
          },
          List.of());

  @AfterEach
  void end() {
    pair.close();
  }

  private void startBoth() {
    stream.start(visitor);
    pair.accepted(0).start(service);
  }

  /** As a read of a busy socket leaves it. */
  private static ByteBuf oneByteOfManyRead() {
    ByteBuf read = PooledByteBufAllocator.DEFAULT.directBuffer(READ_BUFFER).writeByte('x');
    return read;
  }

  private void fillWindow() {
    pair.accepted(0).pauseReading();
    stream.write(Unpooled.wrappedBuffer(new byte[Window.INITIAL]));
    stream.flush();
    pair.settle();
  }

  @Test
  void whatIsWrittenAByteAtATimeTowardsAClosedWindowKeepsNoReadBuffers() {
    startBoth();
    fillWindow();
    List<ByteBuf> written = new ArrayList<>();
    for (int i = 0; i < BYTES; i++) {
      ByteBuf read = oneByteOfManyRead();
      written.add(read);
      stream.write(read);
    }
    stream.flush();
    pair.settle();

    assertThat(written.stream().filter(buffer -> buffer.refCnt() > 0).count())
        .as("read buffers that are kept")
        .isLessThanOrEqualTo(1);
    assertThat(stream.waiting()).isBetween((long) BYTES, (long) BYTES + READ_BUFFER);

    long before = service.bytes();
    pair.accepted(0).resumeReading();
    pair.settle();
    assertThat(before).isEqualTo(Window.INITIAL);
    assertThat(stream.waiting()).isZero();
    assertThat(service.bytes() + service.events().size()).isGreaterThan(before);
    assertThat(written).allMatch(buffer -> buffer.refCnt() == 0);
  }

  @Test
  void aSingleByteThatWaitsCountsAllThatItKeeps() {
    startBoth();
    fillWindow();

    stream.write(oneByteOfManyRead());
    stream.flush();
    pair.settle();

    assertThat(stream.waiting()).isGreaterThanOrEqualTo(READ_BUFFER);
  }

  @Test
  void whatComesBeforeTheStartCounts() {
    stream.write(Unpooled.wrappedBuffer(new byte[3000]));
    stream.flush();
    pair.settle();
    assertThat(pair.accepted(0).waiting()).isGreaterThanOrEqualTo(3000);

    startBoth();
    assertThat(pair.accepted(0).waiting()).isZero();
  }

  @Test
  void whileMemoryIsShortAPeerMaySendLessAhead() {
    startBoth();
    holding.look(); // now it is short, and the next burst tells the peer
    stream.write(Unpooled.wrappedBuffer(new byte[1]));
    stream.flush();
    pair.settle();
    pair.accepted(0).pauseReading();
    pair.settle();

    stream.write(Unpooled.wrappedBuffer(new byte[Window.INITIAL]));
    stream.flush();
    pair.settle();
    assertThat(service.bytes()).isLessThanOrEqualTo(Window.SMALL + 1);

    waits = 0;
    holding.look();
    pair.accepted(0).resumeReading();
    pair.settle();
    assertThat(service.bytes()).isEqualTo(Window.INITIAL + 1);
  }

  @Test
  void aTightStreamTakesLess() {
    startBoth();
    fillWindow();
    stream.write(Unpooled.wrappedBuffer(new byte[20 * 1024]));
    assertThat(stream.isWritable()).isTrue();

    stream.tighten(true);
    assertThat(stream.isWritable()).isFalse();

    stream.tighten(false);
    assertThat(stream.isWritable()).isTrue();
    assertThat(visitor.events()).contains("writability");
  }

  @Test
  void buffersAreFreeWhenTheStreamIsGone() {
    startBoth();
    fillWindow();
    List<ByteBuf> written = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      written.add(oneByteOfManyRead());
      stream.write(written.get(i));
    }

    stream.reset();
    pair.settle();

    assertThat(written).map(ReferenceCounted::refCnt).containsOnly(0);
    assertThat(stream.waiting()).isZero();
  }
}
