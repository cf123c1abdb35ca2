package org.ngrokd.client.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client id, by which the server knows this client again: after a restart, too, so that it need
 * not wait until the server has missed the one before. Its file is locked while it is in use; a
 * second process takes the next file, and another id.
 *
 * <p>Safe from any thread. Who knows the id can take this client's place: mode 0600.
 */
public final class KeptClientId implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptClientId.class);

  /** As many processes with one config and one server have an id that lasts. */
  private static final int FILES = 20;

  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

  /** A lock of the system is lost when any channel to its file is closed in this process. */
  private static final Set<Path> IN_USE = new HashSet<>();

  private final @Nullable Path file;
  private final @Nullable FileChannel channel;
  private final Executor files;
  private volatile String id;
  private volatile boolean isRenounced;

  private KeptClientId(
      @Nullable Path file, @Nullable FileChannel channel, Executor files, String id) {
    this.file = file;
    this.channel = channel;
    this.files = files;
    this.id = id;
  }

  /** One that is forgotten with the process. */
  static KeptClientId inMemory() {
    return new KeptClientId(null, null, Runnable::run, "");
  }

  /**
   * The id that is kept in the first file which nobody uses. May read files. That it cannot be kept
   * is no reason not to run.
   *
   * @param base the file's path without its number; empty for nowhere
   * @param files where it is written
   */
  public static KeptClientId at(Optional<Path> base, Executor files) {
    if (base.isEmpty()) {
      return inMemory();
    }
    try {
      Files.createDirectories(base.get().toAbsolutePath().getParent(), ownersOnly("rwx------"));
      for (int number = 1; number <= FILES; number++) {
        Path file = base.get().resolveSibling(base.get().getFileName() + "." + number);
        KeptClientId kept = ifFree(file.toAbsolutePath(), files);
        if (kept != null) {
          return kept;
        }
      }
    } catch (IOException e) {
      LOG.warn(
          "The client id cannot be kept in {}: {}; after a restart the server may hold this"
              + " client's names for some seconds",
          base.get().getParent(),
          Failures.oneLine(e));
    }
    return inMemory();
  }

  private static @Nullable KeptClientId ifFree(Path file, Executor files) throws IOException {
    synchronized (IN_USE) {
      if (!IN_USE.add(file)) {
        return null;
      }
    }
    KeptClientId kept = null;
    try {
      kept = locked(file, files);
      return kept;
    } finally {
      if (kept == null) {
        synchronized (IN_USE) {
          IN_USE.remove(file);
        }
      }
    }
  }

  private static @Nullable KeptClientId locked(Path file, Executor files) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            ownersOnly("rw-------"));
    if (channel.tryLock() == null) {
      channel.close();
      return null;
    }
    if (PrivateFiles.isPosix(file)) {
      Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
      var unused = Files.setPosixFilePermissions(file, mode);
    }
    return new KeptClientId(file, channel, files, read(channel));
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(256);
    int length = channel.read(bytes, 0);
    String text =
        length <= 0 ? "" : new String(bytes.array(), 0, length, StandardCharsets.UTF_8).trim();
    return ID.matcher(text).matches() ? text : ""; // the power may have gone while it was written
  }

  private static FileAttribute<?>[] ownersOnly(String mode) {
    return PrivateFiles.isPosix(Path.of(""))
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  /** The id to present to the server, "" for a new one. */
  String presented() {
    return isRenounced ? "" : id;
  }

  /** Another client seems to have the same id: this one lets it be, and lives without. */
  void renounce() {
    isRenounced = true;
  }

  /** The server has given this one. */
  void keep(String given) {
    boolean isNew = !given.equals(id) && !isRenounced;
    id = given;
    if (isNew && channel != null) {
      files.execute(this::write);
    }
  }

  /** On a thread that may wait for a disk. */
  private synchronized void write() {
    if (channel == null || !channel.isOpen()) {
      return;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8));
      channel.truncate(0);
      while (bytes.hasRemaining()) {
        channel.write(bytes, bytes.position());
      }
      channel.force(true);
    } catch (IOException e) {
      LOG.warn("The client id cannot be kept in {}: {}", file, Failures.oneLine(e));
    }
  }

  /** Frees the file for others. */
  @Override
  public synchronized void close() {
    if (channel == null || file == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("{} was not closed: {}", file, Failures.oneLine(e));
    }
    synchronized (IN_USE) {
      IN_USE.remove(file);
    }
  }
}
