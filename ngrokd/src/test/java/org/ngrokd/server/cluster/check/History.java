package org.ngrokd.server.cluster.check;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All that happened, in memory and in a file of one event a line. Safe from any thread. */
final class History implements AutoCloseable {
  private final long began = System.nanoTime();
  private final List<Event> events = new ArrayList<>();
  private final BufferedWriter file;
  private boolean isClosed; // under the lock

  History(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  /** Nanoseconds since it began, by a clock that nobody sets. */
  long now() {
    return System.nanoTime() - began;
  }

  /** What comes late is left out. */
  synchronized void add(Event event) {
    if (isClosed) {
      return;
    }
    events.add(event);
    try {
      file.write(event.line());
      file.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** What such a file has. */
  static List<Event> read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Event::of).toList();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    file.close();
  }
}
