package org.ngrokd.server.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of a process, which can be set while it runs: by libfaketime, where it is
 * installed. The clock that nobody sets is left alone.
 */
public final class SteppedClock {
  private static final Path SHARED_OBJECTS = Path.of("/usr/lib");
  private static final List<String> PLACES =
      List.of("x86_64-linux-gnu/faketime", "aarch64-linux-gnu/faketime", "faketime");

  private final Path offset;
  private final Path library;

  private SteppedClock(Path offset, Path library) {
    this.offset = offset;
    this.library = library;
  }

  /**
   * One that is right so far; empty where libfaketime is not installed.
   *
   * @param name of the file that says how wrong it is
   */
  public static Optional<SteppedClock> in(Path directory, String name) throws IOException {
    for (String place : PLACES) {
      Path library = SHARED_OBJECTS.resolve(place).resolve("libfaketimeMT.so.1");
      if (Files.exists(library)) {
        SteppedClock made = new SteppedClock(directory.resolve(name), library);
        made.set(0);
        return Optional.of(made);
      }
    }
    return Optional.empty();
  }

  /** What the process is started with. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0", // or each wait of a JVM is a busy one
        "NO_FAKE_STAT", "1");
  }

  /** It is by so many seconds ahead of the right time, within a second from now. */
  public void set(int seconds) throws IOException {
    Path next = offset.resolveSibling(offset.getFileName() + ".next");
    Files.writeString(next, "%+d%n".formatted(seconds));
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
