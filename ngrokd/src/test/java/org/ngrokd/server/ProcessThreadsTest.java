package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProcessThreadsTest {
  private static final int LOOKS = 50;

  private static int timesAtWork(String script) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    try {
      assertThat(process.getInputStream().read()).isEqualTo('!'); // it has begun
      ProcessThreads threads = new ProcessThreads(process);
      await().until(() -> threads.anyAtWork() == script.contains("while"));
      int times = 0;
      for (int look = 0; look < LOOKS; look++) {
        times += threads.anyAtWork() ? 1 : 0;
      }
      return times;
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
