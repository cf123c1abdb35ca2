package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TokenSearchTest {
  private static final int MANY = TokenSearch.FEW + 1;

  @Test
  void amongFewItIsDoneAtOnceAmongManyOnAnotherThread() {
    try (TokenSearch search = new TokenSearch()) {
      Thread here = Thread.currentThread();

      assertThat(search.search(TokenSearch.FEW, Thread::currentThread)).isCompletedWithValue(here);
      assertThat(search.search(MANY, Thread::currentThread).join()).isNotSameAs(here);
    }
  }

  /** Who is refused is told nothing and comes again; who waits already gets an answer. */
  @Test
  void onlySoManyWait() {
    try (TokenSearch search = new TokenSearch()) {
      CountDownLatch goOn = new CountDownLatch(1);
      List<CompletableFuture<Boolean>> asked = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        asked.add(search.search(MANY, () -> waited(goOn)));
      }

      assertThat(asked.stream().filter(each -> !each.isDone()).count()).isEqualTo(201);
      assertThat(asked.get(999))
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withMessageContaining("too many tokens are being looked for");

      goOn.countDown();
      assertThat(asked.get(200).join()).isTrue();
    }
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
