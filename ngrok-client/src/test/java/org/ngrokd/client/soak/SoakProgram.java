package org.ngrokd.client.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ngrokd.client.testing.JarProgram;

/** One of the two programs, whose memory is looked into while it runs. */
final class SoakProgram extends JarProgram implements AutoCloseable {
  private static final List<String> SIZE =
      List.of("-Xmx160m", "-Xss512k", "-XX:+UseSerialGC", "-XX:NativeMemoryTracking=summary");

  /**
   * Starts it.
   *
   * @param ready a word in its output that says that it is up
   */
  SoakProgram(Path jar, Path output, String ready, List<String> arguments) throws IOException {
    super(jar, SIZE, output, ready, arguments);
  }

  /** SIGTERM; gives the exit code. */
  int stop() throws InterruptedException {
    process().destroy();
    if (!process().waitFor(60, TimeUnit.SECONDS)) {
      kill();
      return -1;
    }
    return process().exitValue();
  }

  @Override
  public void close() {
    process().destroyForcibly();
  }
}
