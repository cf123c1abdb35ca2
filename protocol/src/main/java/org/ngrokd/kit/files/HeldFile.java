package org.ngrokd.kit.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small text file that is this holder's alone for as long as it is open: other processes, and
 * others in this one, that ask for it get nothing. Mode 0600. What is in it stays when it is let
 * go.
 *
 * <p>Safe from any thread; everything may wait for a disk.
 */
public final class HeldFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private HeldFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens a file, which is made if there is none.
   *
   * @return empty when somebody else holds it
   * @throws IOException when it cannot be opened or locked
   */
  public static Optional<HeldFile> tryOpen(Path file) throws IOException {
    Path path = HeldPaths.real(file);
    if (!HeldPaths.isNowOurs(path)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = locked(path);
      if (channel == null) {
        HeldPaths.giveUp(path, null);
        return Optional.empty();
      }
      makePrivate(path);
      return Optional.of(new HeldFile(path, channel));
    } catch (IOException | RuntimeException e) {
      HeldPaths.giveUp(path, channel);
      throw e;
    }
  }

  private static @Nullable FileChannel locked(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PrivateFiles.attributes(path, "rw-------"));
    boolean isOurs = false;
    try {
      isOurs = channel.tryLock() != null;
    } finally {
      if (!isOurs) {
        channel.close();
      }
    }
    return isOurs ? channel : null;
  }

  /** It may have been there before, with another mode. */
  private static void makePrivate(Path path) throws IOException {
    if (PrivateFiles.isPosix(path)) {
      Path unused =
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
  }

  /**
   * What is in it.
   *
   * @param most bytes that are looked at
   */
  public synchronized String read(int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(most);
    int length = channel.read(bytes, 0);
    return length <= 0 ? "" : new String(bytes.array(), 0, length, StandardCharsets.UTF_8);
  }

  /** Replaces what is in it, and forces it to the disk; nothing once it is closed. */
  public synchronized void write(String text) throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
    channel.force(true);
  }

  /** Lets others have it. */
  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      HeldPaths.giveUp(path, channel);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
