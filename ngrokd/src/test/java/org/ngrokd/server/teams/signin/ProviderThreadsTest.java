package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProviderThreadsTest {
  private static boolean await(CountDownLatch answers) {
    try {
      answers.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void aProviderThatIsSilentHoldsABoundedNumberOfPeople() {
    CountDownLatch answers = new CountDownLatch(1);
    try (ProviderThreads threads = new ProviderThreads()) {
      List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
      for (int i = 0; i < ProviderThreads.THREADS + ProviderThreads.WAITING; i++) {
        waiting.add(threads.ask(deadline -> await(answers)).toCompletableFuture());
      }
      CompletableFuture<Boolean> late =
          threads.ask(deadline -> await(answers)).toCompletableFuture();

      assertThatThrownBy(late::join).hasCauseInstanceOf(RefusalException.class);
      answers.countDown();
      assertThat(waiting.stream().map(CompletableFuture::join)).containsOnly(true);
    }
  }
}
