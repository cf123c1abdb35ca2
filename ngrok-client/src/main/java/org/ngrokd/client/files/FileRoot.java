package org.ngrokd.client.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The directory that is served. What is hidden, special, or elsewhere, however it is asked for, is
 * not there. Immutable; safe from any thread; blocks.
 */
final class FileRoot {
  private static final boolean IS_WINDOWS = File.separatorChar == '\\';
  private static final String INDEX = "index.html";

  private final Path directory;

  /**
   * What is there.
   *
   * @param path without links in it
   */
  record Found(Path path, BasicFileAttributes attributes) {
    boolean isDirectory() {
      return attributes.isDirectory();
    }
  }

  FileRoot(Path directory) {
    this.directory = directory;
  }

  /** Whether it is there, and can be read. */
  boolean isReadable() {
    return Files.isDirectory(directory) && Files.isReadable(directory);
  }

  /** What a request's target names; a file or a directory. */
  Optional<RequestedPath> requested(String target) {
    return RequestedPath.of(target, IS_WINDOWS);
  }

  /** What is there; empty for what is not, or is not to be seen. */
  Optional<Found> find(RequestedPath requested) {
    try {
      Path path = directory;
      for (String name : requested.names()) {
        path = path.resolve(name);
      }
      return visible(path);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The page of a directory, where it has one. */
  Optional<Found> index(Found directoryFound) {
    return visible(directoryFound.path().resolve(INDEX)).filter(found -> !found.isDirectory());
  }

  /** The same for a path below the directory. */
  Optional<Found> visible(Path path) {
    try {
      Path root = directory.toRealPath();
      Path real = path.toRealPath(); // nobody gets out by a link
      if (!real.startsWith(root) || isHidden(root.relativize(real))) {
        return Optional.empty();
      }
      BasicFileAttributes attributes =
          Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile() || attributes.isDirectory()
          ? Optional.of(new Found(real, attributes))
          : Optional.empty();
    } catch (IOException | SecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean isHidden(Path below) {
    for (Path name : below) {
      if (!name.toString().isEmpty() && !isShown(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name may be seen. */
  static boolean isShown(Path name) {
    return RequestedPath.isVisible(name.toString(), IS_WINDOWS);
  }
}
