package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goes through the table in docs/agent.md row by row: what works is seen to work, what is refused
 * ends in a line that names it, and what is ignored is said to be.
 */
class AgentTableIT {
  /** Which rows are looked at, for who works at some of them. */
  private static final Pattern ONLY = Pattern.compile(System.getProperty("agent.row", ""));

  /** A program that starts waits as long as it works. */
  private static final int AT_ONCE = 3;

  private static final BlockingQueue<AgentPlace> PLACES = new ArrayBlockingQueue<>(AT_ONCE);
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_ONCE);

  @BeforeAll
  static void start(@TempDir Path archive) throws IOException {
    List<String> program = AgentProgram.packed(archive);
    for (int i = 0; i < AT_ONCE; i++) {
      PLACES.add(new AgentPlace(program));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    THREADS.shutdownNow();
    assertThat(THREADS.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    for (AgentPlace each : PLACES) {
      each.close();
    }
  }

  @Test
  void tableHasAllOfTheList() throws IOException {
    assertThat(AgentRow.all()).hasSizeGreaterThan(120).doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> rowIsTrue() throws IOException {
    return AgentRow.all().stream()
        .filter(row -> ONLY.matcher(row.toString()).find())
        .map(row -> DynamicTest.dynamicTest(row.toString(), seen(row)))
        .toList() // all are under way before the first is waited for
        .stream();
  }

  /** Begins to look, and gives what waits for the end of that. */
  private static Executable seen(AgentRow row) {
    Future<Void> seen =
        THREADS.submit(
            () -> {
              AgentPlace place = PLACES.take();
              try {
                AgentRowCheck.at(place, row);
              } finally {
                PLACES.add(place);
              }
              return null;
            });
    return () -> {
      try {
        var unused = seen.get();
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    };
  }
}
