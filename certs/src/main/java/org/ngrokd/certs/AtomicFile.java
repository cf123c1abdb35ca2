package org.ngrokd.certs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes a file whole or not at all, and says who may read it. */
enum AtomicFile {
  /** Mode 0644. */
  PUBLIC("rw-r--r--"),
  /** Mode 0600. */
  SECRET("rw-------");

  private final String mode;

  AtomicFile(String mode) {
    this.mode = mode;
  }

  /** Writes beside the file, then moves over it; what was begun is deleted if anything fails. */
  void write(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    // Without attributes, the JDK makes temporary files with mode 0600: never looser than wanted.
    Path temporary = Files.createTempFile(directory, "." + file.getFileName(), ".tmp");
    try {
      fill(temporary, text);
      if (Files.getFileAttributeView(temporary, PosixFileAttributeView.class) != null) {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(mode));
      }
      moveOver(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void fill(Path temporary, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true); // before the move, or a power cut could leave an empty file
    }
  }

  private static void moveOver(Path temporary, Path file) throws IOException {
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
