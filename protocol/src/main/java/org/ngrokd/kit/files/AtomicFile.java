package org.ngrokd.kit.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/**
 * The one way in which keys, tokens, users and certificates are written: whole or not at all, and
 * on the disk when the call returns. A reader sees the old file or the new one, never a part; a
 * full disk or a power cut leaves the old one. A symbolic link is followed, not replaced. Owner and
 * group of a file that is there are kept, also by root; a new file belongs to whom its directory
 * does, where that can be had.
 *
 * <p>Safe from any thread, and from any number of processes. Blocks: not on an event loop.
 */
public enum AtomicFile {
  /** For everybody to read: mode 0644 when new, else the mode that it has. */
  PUBLIC,
  /** For its owner, who may let others in: mode 0600 when new, else the mode that it has. */
  OWNED,
  /**
   * For its owner: mode 0600 when new. A mode that lets a group in is somebody's decision and is
   * kept; one that lets everybody in is an accident and becomes 0600.
   */
  SECRET;

  /** As many links as Linux follows. */
  private static final int MOST_LINKS = 40;

  /** What becomes of a file's bytes. */
  @FunctionalInterface
  public interface Change {
    /**
     * Makes the new content.
     *
     * @param before the old one; empty when there is no file
     */
    byte[] apply(Optional<byte[]> before) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @throws IOException when the disk does not take it; the old file is then still there
   */
  public void write(Path file, byte[] content) throws IOException {
    replace(target(file), content);
  }

  /**
   * Reads a file, changes it and writes it, while every other {@code edit} of it waits, in this
   * process and in others: of two changes at a time none is lost.
   *
   * @throws IOException when that cannot be done; the old file is then still there. What {@code
   *     change} throws comes through
   */
  @SuppressWarnings("try") // the lock is only held
  public void edit(Path file, Change change) throws IOException {
    Path target = target(file);
    try (LockFile lock = LockFile.beside(target)) {
      Optional<byte[]> before = bytes(target);
      replace(target, change.apply(before));
    }
  }

  private static Optional<byte[]> bytes(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  /** Writes beside the file, then moves over it; what was begun is deleted if anything fails. */
  private void replace(Path target, byte[] content) throws IOException {
    Path directory = Objects.requireNonNull(target.getParent(), "a file is in a directory");
    // Without attributes, the JDK makes temporary files with mode 0600: never looser than wanted.
    Path temporary = Files.createTempFile(directory, "." + target.getFileName(), ".tmp");
    try {
      fill(temporary, content);
      Ownership.give(temporary, target, this);
      moveOver(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
    force(directory);
  }

  private static void fill(Path temporary, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true); // before the move, or a power cut could leave an empty file
    }
  }

  private static void moveOver(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * The new name is on the disk, too. Where a directory cannot be opened, the system sees to it.
   */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows; and some network file systems, which write names through.
    }
  }

  /** Where the links lead, whether there is a file yet or not. */
  private static Path target(Path file) throws IOException {
    Path target = file.toAbsolutePath().normalize();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(file.toString());
      }
      target = target.resolveSibling(Files.readSymbolicLink(target)).normalize();
    }
    return target;
  }
}
