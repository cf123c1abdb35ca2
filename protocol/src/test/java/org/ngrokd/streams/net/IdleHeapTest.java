package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
  private static final long MIB = 1024 * 1024;
  private static final long AT_START = 16 * MIB;

  private final AtomicInteger collections = new AtomicInteger();
  private final IdleHeap heap = new IdleHeap(collections::incrementAndGet);

  private void start() {
    heap.look(AT_START, 8 * MIB);
  }

  private void rest(int looks, long size, long used) {
    for (int i = 0; i < looks; i++) {
      heap.look(size, used + i); // a heartbeat's garbage
    }
  }

  @Test
  void whatABurstHasLeftIsCollectedOnceItIsQuiet() {
    start();

    rest(IdleHeap.QUIET_LOOKS, 60 * MIB, 40 * MIB);
    assertThat(collections).hasValue(0); // the first of them came right after the load

    heap.look(60 * MIB, 41 * MIB);
    assertThat(collections).hasValue(1);
  }

  @Test
  void aProgramThatRestsFromItsStartOnIsNeverAsked() {
    start();

    rest(1_000, AT_START + IdleHeap.WORTH_IT - 1, 10 * MIB);

    assertThat(collections).hasValue(0);
  }

  @Test
  void underLoadItIsNotAsked() {
    start();

    for (int i = 0; i < 100; i++) {
      heap.look(60 * MIB, 20 * MIB + i % 2); // hardly more in use, but collected in between
    }

    assertThat(collections).hasValue(0);
  }

  @Test
  void aLittleLoadIsLoad() {
    start();

    for (int i = 0; i < 30; i++) {
      heap.look(60 * MIB, 20 * MIB + i * (IdleHeap.HARDLY_ANYTHING + 1));
    }

    assertThat(collections).hasValue(0);
  }

  @Test
  void aHeapThatWouldTakeLongIsLeftAlone() {
    start();

    rest(100, 800 * MIB, IdleHeap.SMALL + 1);

    assertThat(collections).hasValue(0);
  }

  @Test
  void whatIsStillNeededIsNotCollectedAgainAndAgain() {
    start();

    rest(1_000, 60 * MIB, 40 * MIB);

    assertThat(collections).hasValue(1);
  }

  @Test
  void theNextBurstHasToWaitSomeMinutes() {
    start();
    rest(IdleHeap.QUIET_LOOKS + 1, 60 * MIB, 40 * MIB);
    rest(1, 20 * MIB, 10 * MIB); // given back

    rest(IdleHeap.LOOKS_BETWEEN - 2, 60 * MIB, 40 * MIB);
    assertThat(collections).hasValue(1);

    rest(1, 60 * MIB, 41 * MIB);
    assertThat(collections).hasValue(2);
  }
}
