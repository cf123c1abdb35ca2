package org.ngrokd.client.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ngrokd.client.agent.Agent;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.inspect.ExchangeStore;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Traffic;
import org.ngrokd.streams.net.HostAndPort;

/** A terminal that takes nothing more, as one behind a connection that is dead. */
class StalledTerminalTest {
  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  /** Takes everything until a picture comes. */
  private final class Stalling extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      if (one == 'S') { // of "Session Status"
        stalled.countDown();
        try {
          over.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
  }

  @Test
  @Timeout(180)
  void programEndsAllTheSame() throws Exception {
    try (PipedOutputStream keys = new PipedOutputStream();
        Terminal terminal =
            new ExternalTerminal(
                "stalling",
                "xterm",
                new PipedInputStream(keys),
                new Stalling(),
                StandardCharsets.UTF_8)) {
      TerminalScreen screen = new TerminalScreen(terminal, true, () -> {});
      screen.show(
          new Agent.Watched(
              HostAndPort.parse("example.com:4443"),
              new StatusBoard(InstantSource.system()),
              new Traffic(),
              new ExchangeStore(InspectOptions.NONE.capture())),
          "");
      assertThat(stalled.await(60, TimeUnit.SECONDS)).isTrue();

      long begin = System.nanoTime();
      screen.close();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      over.countDown(); // whatever comes: the terminal has to be closed
      assertThat(took).isLessThan(Duration.ofSeconds(30));
      await().until(() -> threads().noneMatch("ngrok-screen"::equals)); // it reads the terminal
    }
  }
}
