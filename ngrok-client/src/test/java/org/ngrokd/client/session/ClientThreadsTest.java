package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientThreadsTest {
  @Test
  void whoWritesAFileIsNotInterruptedByTheEnd() throws Exception {
    ClientThreads threads = ClientThreads.start();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Future<String> writing =
        threads
            .lookups()
            .submit(
                () -> {
                  begun.countDown();
                  stopped.await(); // fails when it is interrupted
                  return "written";
                });
    begun.await();

    threads.stop(Duration.ofSeconds(1));
    stopped.countDown();

    assertThat(writing.get(60, TimeUnit.SECONDS)).isEqualTo("written");
  }
}
