package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessThreadsTest {
  private static final int LOOKS = 50;

  private static int timesAtWork(String script) throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    try {
      assertThat(process.getInputStream().read()).isEqualTo('!'); // it has begun
      ProcessThreads threads = new ProcessThreads(process);
      await().until(() -> threads.anyAtWork() == script.contains("while"));
      return threads.looksThatFindTheBusiestAtWork(LOOKS, Duration.ofMillis(1));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whoAsksAgainAndAgainIsAlwaysAtWork() throws Exception {
    assertThat(timesAtWork("echo '!'; while :; do :; done")).isEqualTo(LOOKS);
  }

  @Test
  void whoWaitsNeverIs() throws Exception {
    assertThat(timesAtWork("echo '!'; read line")).isZero();
  }
}
