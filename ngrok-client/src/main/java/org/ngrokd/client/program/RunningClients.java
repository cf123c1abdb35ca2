package org.ngrokd.client.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.kit.files.LockFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which clients of this user run with which config file: each holds the lock of a file whose name
 * says so. The system frees it when the process ends, so that no other process that has got its
 * number is ever taken for it. Safe from any thread.
 */
final class RunningClients {
  private static final Logger LOG = LoggerFactory.getLogger(RunningClients.class);
  private static final String END = ".lock";
  private static final int DIGITS = 16;

  private final Path directory;

  /**
   * @param state what the user's clients keep
   */
  RunningClients(Path state) {
    this.directory = state.resolve("running");
  }

  /** This process runs with this config file, until it ends. */
  Optional<LockFile> note(Path config) {
    try {
      Files.createDirectories(directory);
      return LockFile.tryHold(
          directory.resolve(prefix(config) + ProcessHandle.current().pid() + END));
    } catch (IOException e) {
      LOG.debug("'ngrok config reload' will not find this process", e);
      return Optional.empty();
    }
  }

  /** The processes that run with this config file; what others have left is removed. */
  List<Long> of(Path config) {
    List<Long> running = new ArrayList<>();
    for (Path file : files(prefix(config))) {
      if (isHeld(file)) {
        LockFile.holder(file).map(Long::valueOf).ifPresent(running::add);
      }
    }
    return running;
  }

  private List<Path> files(String prefix) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().startsWith(prefix)).sorted().toList();
    } catch (IOException e) {
      return List.of(); // there was none yet
    }
  }

  private static boolean isHeld(Path file) {
    try {
      Optional<LockFile> free = LockFile.tryHold(file);
      if (free.isPresent()) {
        Files.deleteIfExists(file);
        free.get().close();
      }
      return free.isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** The same file has the same one, by whichever way it is named. */
  private static String prefix(Path config) {
    Path real = config.toAbsolutePath().normalize();
    try {
      real = real.toRealPath();
    } catch (IOException e) {
      // it may be missing, and come later
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(real.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGITS) + "-";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
