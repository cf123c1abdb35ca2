package org.ngrokd.kit.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that this process has locked. The system's locks belong to a process as a whole:
 * closing any channel to a locked file frees it, so a file that is in here is not even opened
 * again. That is why it is one set for the whole process.
 *
 * <p>Safe from any thread; only {@link #awaitOurs} waits.
 */
final class HeldPaths {
  private static final Set<Path> HELD = new HashSet<>();

  private HeldPaths() {}

  /** The name by which a file is held: the same for all ways that lead to its directory. */
  static Path real(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = Objects.requireNonNull(absolute.getParent(), "a file is in a directory");
    return directory.toRealPath().resolve(absolute.getFileName());
  }

  /** Waits until no other thread has it. */
  static void awaitOurs(Path path) throws IOException {
    synchronized (HELD) {
      try {
        while (!HELD.add(path)) {
          HELD.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another thread had the lock " + path, e);
      }
    }
  }

  /** False when somebody in this process has it already. */
  static boolean isNowOurs(Path path) {
    synchronized (HELD) {
      return HELD.add(path);
    }
  }

  static boolean isOurs(Path path) {
    synchronized (HELD) {
      return HELD.contains(path);
    }
  }

  /** Lets it go, the system's lock with the channel first. */
  static void giveUp(Path path, @Nullable FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      forget(path);
    }
  }

  private static void forget(Path path) {
    synchronized (HELD) {
      HELD.remove(path);
      HELD.notifyAll();
    }
  }
}
