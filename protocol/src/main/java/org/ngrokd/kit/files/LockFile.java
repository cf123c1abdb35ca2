package org.ngrokd.kit.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * A lock that keeps other processes out, and other threads of this one. The system frees it when
 * the process ends, however it ends. The file itself stays: who deletes it takes the lock away from
 * those who wait for it.
 *
 * <p>Safe from any thread; may be closed by another than the one that took it.
 */
public final class LockFile implements AutoCloseable {
  /** Beyond every content, so that where locks are mandatory the file can still be read. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private final Path path;
  private final FileChannel channel;

  private LockFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Waits until nobody else holds the lock of a file, and takes it. It is {@code .NAME.lock} beside
   * the file.
   *
   * @throws IOException when there can be no lock here
   */
  public static LockFile beside(Path file) throws IOException {
    String name = file.toAbsolutePath().getFileName() + ".lock";
    Path path = HeldPaths.real(file.resolveSibling(name.startsWith(".") ? name : "." + name));
    HeldPaths.awaitOurs(path);
    FileChannel channel = null;
    try {
      channel = open(path);
      FileLock unused = channel.lock(LOCKED_BYTE, 1, false);
      return new LockFile(path, channel);
    } catch (IOException | RuntimeException e) {
      HeldPaths.giveUp(path, channel);
      throw e;
    }
  }

  /**
   * Takes a lock for as long as something runs, if nobody has it. The file says who has it.
   *
   * @return empty when somebody else holds it
   * @throws IOException when there can be no lock here
   */
  public static Optional<LockFile> tryHold(Path file) throws IOException {
    Path path = HeldPaths.real(file);
    if (!HeldPaths.isNowOurs(path)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = open(path);
      if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        HeldPaths.giveUp(path, channel);
        return Optional.empty();
      }
      sayWho(channel);
      return Optional.of(new LockFile(path, channel));
    } catch (IOException | RuntimeException e) {
      HeldPaths.giveUp(path, channel);
      throw e;
    }
  }

  /** The process that holds a lock, as far as its file says. */
  public static Optional<String> holder(Path file) {
    try {
      Path path = HeldPaths.real(file);
      if (HeldPaths.isOurs(path)) {
        return Optional.of(Long.toString(ProcessHandle.current().pid()));
      }
      return Optional.of(Files.readString(path, StandardCharsets.UTF_8).trim())
          .filter(text -> text.matches("[0-9]{1,10}"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Frees it. */
  @Override
  public void close() throws IOException {
    HeldPaths.giveUp(path, channel);
  }

  /** Who may make files in the directory may lock, whoever was the first to. */
  private static FileChannel open(Path path) throws IOException {
    boolean isNew = !Files.exists(path);
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PrivateFiles.attributes(path, "rw-------"));
    if (isNew) {
      Ownership.shareLikeDirectory(path);
    }
    return channel;
  }

  /** For people: the lock holds on a full disk, too. */
  private static void sayWho(FileChannel channel) {
    try {
      channel.truncate(0);
      String who = ProcessHandle.current().pid() + "\n";
      int unused = channel.write(ByteBuffer.wrap(who.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      // Then nobody is told who has it.
    }
  }
}
