package org.ngrokd.server.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.LockFile;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a state directory for one server for as long as it runs: two would write over each other's
 * files. The system frees it when the process ends, however it ends.
 */
public final class StateLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);
  private static final String FILE = "ngrokd.lock";

  private final Optional<LockFile> lock;
  private final AtomicBoolean free = new AtomicBoolean();

  private StateLock(Optional<LockFile> lock) {
    this.lock = lock;
  }

  /**
   * Takes it. Where the file system knows no locks, a warning has to do.
   *
   * @throws UserException when another server has it
   */
  static StateLock of(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      Optional<LockFile> lock = LockFile.tryHold(file);
      if (lock.isEmpty()) {
        String who = LockFile.holder(file).map(pid -> " (process " + pid + ")").orElse("");
        throw new UserException(
            ("Another ngrokd%s keeps its state in %s: stop it, or give this one a directory of its"
                    + " own with NGROKD_HOME")
                .formatted(who, directory));
      }
      return new StateLock(lock);
    } catch (IOException e) {
      LOG.warn(
          "The state directory {} cannot be locked ({}): see to it that no other ngrokd uses it",
          directory,
          Failures.oneLine(e));
      return new StateLock(Optional.empty());
    }
  }

  /** The process that keeps its state in a directory, if one is alive. */
  public static Optional<String> holder(StateDirectory state) {
    return LockFile.holder(state.file(FILE))
        .filter(pid -> ProcessHandle.of(Long.parseLong(pid)).isPresent());
  }

  @Override
  public void close() {
    try {
      if (lock.isPresent() && free.compareAndSet(false, true)) { // it may be another's by now
        lock.get().close();
      }
    } catch (IOException e) {
      LOG.debug("The lock is freed when the process ends", e);
    }
  }
}
