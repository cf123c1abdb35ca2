package org.ngrokd.server.admin;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.ngrokd.server.state.StateDirectory;

/**
 * The file of the Unix socket by which a running server is asked: {@code admin.sock} in its state
 * directory, for its owner only. It is bound in a directory that nobody else may enter and put into
 * its place when its mode is right, so that there is no moment at which others could connect.
 *
 * <p>Where the path is longer than systems take, the socket is in a directory of its own among the
 * temporary ones, and {@code admin.sock} is a link that says where.
 */
final class AdminFile {
  /** What Linux and macOS take for a path is 104 bytes and its end. */
  private static final int LONGEST_PATH = 100;

  private static final String NAME = "admin.sock";

  private final Path place;
  private final Path bound;
  private final boolean isElsewhere;
  private @Nullable Object ours;

  private AdminFile(Path place, Path bound, boolean isElsewhere) {
    this.place = place;
    this.bound = bound;
    this.isElsewhere = isElsewhere;
  }

  /** Makes room for the socket; what a server before left is removed, which is not alive here. */
  static AdminFile in(StateDirectory state) throws IOException {
    Path place = state.file(NAME);
    forget(place);
    boolean isLong = place.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH;
    Path directory = isLong ? Files.createTempDirectory("ngrokd-admin") : state.directory(".admin");
    Path bound = directory.resolve("s");
    Files.deleteIfExists(bound);
    return new AdminFile(place, bound, isLong);
  }

  /** Where the server of a state directory is asked, whether it is there or not. */
  static Path of(StateDirectory state) {
    Path place = state.file(NAME);
    try {
      return Files.isSymbolicLink(place) ? Files.readSymbolicLink(place) : place;
    } catch (IOException e) {
      return place; // it is gone
    }
  }

  /** Where it is to be bound. */
  Path bound() {
    return bound;
  }

  /** It is bound: from now on whoever may can connect. */
  void publish() throws IOException {
    StateDirectory.ownerOnly(bound);
    if (isElsewhere) {
      Files.createSymbolicLink(place, bound);
    } else {
      Files.move(bound, place, StandardCopyOption.REPLACE_EXISTING);
    }
    ours = identity(place);
  }

  /** Removes it, unless it is a successor's by now. */
  void remove() throws IOException {
    if (ours != null && Files.exists(place, NOFOLLOW_LINKS) && ours.equals(identity(place))) {
      forget(place);
    }
    Files.deleteIfExists(bound);
    if (isElsewhere) {
      Files.deleteIfExists(bound.resolveSibling(""));
    }
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey();
  }

  private static void forget(Path place) throws IOException {
    if (Files.isSymbolicLink(place)) {
      Path elsewhere = Files.readSymbolicLink(place);
      Files.deleteIfExists(elsewhere);
      Files.deleteIfExists(elsewhere.resolveSibling(""));
    }
    Files.deleteIfExists(place);
  }
}
