package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program at work, and what it has printed so far. */
record AgentRun(Process process, Path output) implements AutoCloseable {
  /** As long as a slow machine may take. */
  static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("agent.patience", 60));

  String text() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line and gives the first group of the pattern. */
  String awaitLine(String pattern) {
    Pattern line = Pattern.compile(pattern);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> line.matcher(text()).find() || !process.isAlive());
    Matcher found = line.matcher(text());
    assertThat(found.find()).as("'%s' in the output:%n%s", pattern, text()).isTrue();
    return found.group(found.groupCount());
  }

  /** The public URLs so far, when there is one. */
  List<String> urls() {
    awaitLine("msg=\"started tunnel\"");
    return Pattern.compile("msg=\"started tunnel\".* url=(\\S+)")
        .matcher(text())
        .results()
        .map((MatchResult each) -> each.group(1))
        .toList();
  }

  /** Where the API is. */
  String api() {
    return "http://" + awaitLine("starting web service.* addr=(\\S+)");
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(text()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
