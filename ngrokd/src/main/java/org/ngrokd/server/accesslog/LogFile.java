package org.ngrokd.server.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to whose end lines are written, and those of before beside it: {@code access.log}, {@code
 * access.log.1}, {@code access.log.2}, the newest first. Who moves it away and says so, or takes it
 * away, gets another one. Used by one thread.
 */
final class LogFile implements EntryOutput {
  private static final Set<OpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  /** Who visits is not for everybody to read. */
  private static final String MODE = "rw-r-----";

  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

  private final Path path;
  private final Rotation rotation;
  private final Clock clock;
  private @Nullable FileChannel channel;
  private @Nullable Object identity;
  private LocalDate day;
  private long rotatesAbove;

  private LogFile(Path path, Rotation rotation, Clock clock) throws IOException {
    this.path = path;
    this.rotation = rotation;
    this.clock = clock;
    this.day = LocalDate.now(clock);
    open();
  }

  /**
   * Opens a file, or makes one.
   *
   * @throws UserException when that cannot be done
   */
  static LogFile open(String name, Rotation rotation, Clock clock) {
    try {
      return new LogFile(Path.of(name), rotation, clock);
    } catch (IOException e) {
      String reason =
          e instanceof NoSuchFileException ? "there is no such directory" : Failures.oneLine(e);
      throw new UserException(
          "Cannot write the access log " + name + ": " + reason + ". See -accessLog");
    }
  }

  private void open() throws IOException {
    FileChannel opened = opened();
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    channel = opened;
    identity = attributes.fileKey();
    boolean isFile = attributes.isRegularFile();
    rotatesAbove = isFile && rotation.maxBytes() > 0 ? rotation.maxBytes() : Long.MAX_VALUE;
    day =
        opened.size() > 0
            ? LocalDate.ofInstant(attributes.lastModifiedTime().toInstant(), clock.getZone())
            : LocalDate.now(clock);
  }

  private FileChannel opened() throws IOException {
    boolean hasModes = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return hasModes ? FileChannel.open(path, APPENDING, mode()) : FileChannel.open(path, APPENDING);
  }

  private static FileAttribute<?> mode() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE));
  }

  @Override
  public void write(byte[] lines, int length) throws IOException {
    if (channel == null || isGone()) {
      reopen();
    }
    rotateIfDue(length);
    FileChannel to = Objects.requireNonNull(channel);
    long before = to.size();
    ByteBuffer left = ByteBuffer.wrap(lines, 0, length);
    try {
      while (left.hasRemaining()) {
        to.write(left);
      }
    } catch (IOException e) {
      takeBack(to, before);
      throw e;
    }
  }

  /** Half a line would spoil the next one. */
  private static void takeBack(FileChannel to, long before) {
    try {
      to.truncate(before);
    } catch (IOException e) { // then it stays: that it cannot be written is told anyway
      LOG.debug("The access log keeps half a line: {}", Failures.oneLine(e));
    }
  }

  /** Whether what we write to has another name now, or none. */
  private boolean isGone() {
    try {
      Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return !Objects.equals(now, identity);
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void reopen() throws IOException {
    close();
    open();
  }

  private void rotateIfDue(int length) throws IOException {
    LocalDate today = LocalDate.now(clock);
    long size = Objects.requireNonNull(channel).size();
    boolean isFull = size > 0 && size + length > rotatesAbove;
    boolean isOld = rotation.daily() && size > 0 && today.isAfter(day);
    if (!isFull && !isOld) {
      day = size == 0 ? today : day;
      return;
    }
    try {
      shift();
      reopen();
    } catch (IOException e) {
      LOG.warn(
          "The access log {} goes on as it is, larger than it should be: {}. May ngrokd write to"
              + " its directory?",
          path,
          Failures.oneLine(e));
      day = today; // the next try is tomorrow's, or when there is as much again
      rotatesAbove = rotatesAbove == Long.MAX_VALUE ? rotatesAbove : size + rotation.maxBytes();
    }
  }

  private void shift() throws IOException {
    for (int i = rotation.keep() - 1; i >= 1; i--) {
      if (Files.exists(before(i))) {
        Files.move(before(i), before(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(path, before(1), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path before(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("The access log was not closed in order: {}", Failures.oneLine(e));
      }
    }
  }
}
