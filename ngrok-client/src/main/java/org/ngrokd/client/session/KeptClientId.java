package org.ngrokd.client.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.ngrokd.kit.files.HeldFile;
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

  /** More than any id is long, in bytes. */
  private static final int LONGEST = 256;

  private final Optional<HeldFile> file;
  private final Executor files;
  private volatile String id;
  private volatile boolean isRenounced;
  private volatile boolean isUnwritten;

  private KeptClientId(Optional<HeldFile> file, Executor files, String id) {
    this.file = file;
    this.files = files;
    this.id = id;
  }

  /** One that is forgotten with the process. */
  static KeptClientId inMemory() {
    return new KeptClientId(Optional.empty(), Runnable::run, "");
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
        Optional<HeldFile> held = HeldFile.tryOpen(file);
        if (held.isPresent()) {
          return in(held.get(), files);
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

  private static KeptClientId in(HeldFile file, Executor files) throws IOException {
    try {
      String text = file.read(LONGEST).trim();
      boolean isWhole = ID.matcher(text).matches(); // the power may have gone while it was written
      return new KeptClientId(Optional.of(file), files, isWhole ? text : "");
    } catch (IOException e) {
      file.close();
      throw e;
    }
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
    if (isNew) {
      isUnwritten = true;
      file.ifPresent(held -> files.execute(() -> write(held)));
    }
  }

  /** On a thread that may wait for a disk. */
  private synchronized void write(HeldFile held) {
    if (!isUnwritten) {
      return;
    }
    isUnwritten = false; // an id that comes meanwhile has a write of its own
    try {
      held.write(id + "\n");
    } catch (IOException e) {
      LOG.warn("The client id cannot be kept in {}: {}", held, Failures.oneLine(e));
    }
  }

  /** Frees the file for others. An id that came just now is in it. */
  @Override
  public void close() {
    file.ifPresent(
        held -> {
          write(held);
          try {
            held.close();
          } catch (IOException e) {
            LOG.debug("{} was not closed: {}", held, Failures.oneLine(e));
          }
        });
  }
}
