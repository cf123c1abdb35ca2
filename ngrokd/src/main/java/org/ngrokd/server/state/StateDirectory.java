package org.ngrokd.server.state;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.kit.files.UserHome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory where the server keeps what must survive a restart: {@code $NGROKD_HOME}, else
 * {@code $HOME/.ngrokd}. The directory is for its owner only (0700), and so is every file (0600).
 */
public final class StateDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;

  private StateDirectory(Path path) {
    this.path = path;
  }

  /** The directory that the environment names. */
  public static StateDirectory of(Map<String, String> environment) {
    String home = environment.getOrDefault("NGROKD_HOME", "");
    return at(home.isEmpty() ? UserHome.in(environment).resolve(".ngrokd") : Path.of(home));
  }

  public static StateDirectory at(Path path) {
    return new StateDirectory(path.toAbsolutePath());
  }

  /** A file in the directory. */
  public Path file(String name) {
    return path.resolve(name);
  }

  /**
   * Makes the directory if it is not there.
   *
   * @throws UserException when it cannot be used
   */
  public void create() {
    make(path);
  }

  /**
   * Keeps it for one server.
   *
   * @return what has to be closed at the end
   * @throws UserException when another server has it
   */
  public StateLock lock() {
    return StateLock.of(path);
  }

  /**
   * A directory below it, which is made if it is not there.
   *
   * @throws UserException when it cannot be used
   */
  public Path directory(String name) {
    Path below = path.resolve(name);
    make(below);
    return below;
  }

  private void make(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Path parent = directory.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        PrivateFiles.createDirectory(directory);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    warnIfOpenToOthers(directory);
    if (!Files.isWritable(directory)) {
      throw new UserException(
          "The state directory "
              + directory
              + " cannot be written; give it to the user that runs ngrokd, or set NGROKD_HOME");
    }
  }

  /** A directory that was there before keeps its mode: it may be one that others need. */
  private static void warnIfOpenToOthers(Path directory) {
    try {
      if (PrivateFiles.isPosix(directory)
          && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(directory))) {
        LOG.warn(
            "The state directory {} is open to others; 'chmod 700 {}' closes it",
            directory,
            directory);
      }
    } catch (IOException e) {
      throw new UserException("Cannot look at " + directory + ": " + e);
    }
  }

  private UserException unusable(IOException e) {
    String reason =
        e instanceof FileAlreadyExistsException ? "a file is in its place" : e.toString();
    return new UserException(
        "Cannot make the state directory " + path + " (" + reason + "); set NGROKD_HOME");
  }

  /**
   * Takes a file away from everybody but its owner.
   *
   * @throws UserException when that cannot be done
   */
  public static void ownerOnly(Path file) {
    if (PrivateFiles.isPosix(file)) {
      try {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException e) {
        throw new UserException("Cannot set the mode of " + file + " to 0600: " + e);
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
