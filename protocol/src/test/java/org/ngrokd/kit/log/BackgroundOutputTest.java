package org.ngrokd.kit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BackgroundOutputTest {
  private static final Pattern DROPPED = Pattern.compile("(\\d+) dropped");

  private final Pipe pipe = new Pipe();
  private final BackgroundOutput output =
      BackgroundOutput.start("test-log", pipe, count -> count + " dropped\n");

  /** Something that takes nothing while it is shut. */
  private static final class Pipe extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private CountDownLatch open = new CountDownLatch(0);
    private boolean isBroken;

    synchronized void shut() {
      open = new CountDownLatch(1);
    }

    synchronized void open() {
      open.countDown();
    }

    synchronized void breakNow(boolean broken) {
      isBroken = broken;
    }

    private synchronized CountDownLatch door() {
      return open;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        door().await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (this) {
        if (isBroken) {
          throw new IOException("No space left on device");
        }
        taken.write(bytes, from, length);
      }
    }

    synchronized List<String> lines() {
      return taken.toString(StandardCharsets.UTF_8).lines().toList();
    }
  }

  private void say(String line, boolean isImportant) {
    output.write((line + "\n").getBytes(StandardCharsets.UTF_8), isImportant);
  }

  private long told() {
    long lines = 0;
    for (String line : pipe.lines()) {
      Matcher dropped = DROPPED.matcher(line);
      lines += dropped.matches() ? Long.parseLong(dropped.group(1)) : 1;
    }
    return lines;
  }

  @Test
  void linesComeOutInTheirOrder() {
    for (int i = 0; i < 5000; i++) {
      say("line " + i, false);
    }
    output.flush();

    assertThat(pipe.lines()).hasSize(5000).startsWith("line 0", "line 1").endsWith("line 4999");
  }

  @Test
  @Timeout(120)
  void nobodyWaitsForAPipeThatIsNotReadAndEveryLineIsAccountedFor() {
    pipe.shut();
    for (int i = 0; i < 100_000; i++) {
      say("a line that nobody reads, of the length that lines have as a rule " + i, false);
    }
    pipe.open();
    await().untilAsserted(() -> assertThat(told()).isEqualTo(100_000));

    say("after", false);
    output.flush();

    assertThat(pipe.lines()).filteredOn(line -> DROPPED.matcher(line).matches()).hasSize(1);
    assertThat(pipe.lines().size()).isBetween(5_000, 20_000);
    assertThat(pipe.lines()).endsWith("after");
  }

  @Test
  void importantLinesAreDroppedLast() {
    pipe.shut();
    for (int i = 0; i < 100_000; i++) {
      say("a line that nobody reads, of the length that lines have as a rule", false);
    }
    say("important", true);
    pipe.open();
    output.flush();

    assertThat(pipe.lines()).contains("important");
  }

  @Test
  void whatCouldNotBeWrittenIsToldWhenItCanBe() {
    pipe.breakNow(true);
    say("lost", true);
    output.flush();
    say("lost too", true);
    output.flush();
    pipe.breakNow(false);

    say("here", false);
    output.flush();

    assertThat(pipe.lines()).containsExactly("2 dropped", "here");
  }

  @Test
  void closingWritesWhatWaits() throws Exception {
    pipe.shut();
    say("one", false);
    say("two", false);
    Thread closing = new Thread(output::close);
    closing.start();
    pipe.open();
    closing.join(TimeUnit.SECONDS.toMillis(10));

    say("too late", false);

    assertThat(pipe.lines()).containsExactly("one", "two");
  }

  @Test
  @Timeout(120)
  void theEndDoesNotWaitForEver() {
    pipe.shut();
    say("one", false);

    output.close();

    assertThat(pipe.lines()).isEmpty();
    pipe.open();
  }
}
