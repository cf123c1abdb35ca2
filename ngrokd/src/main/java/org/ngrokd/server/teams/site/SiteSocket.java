package org.ngrokd.server.teams.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;

/**
 * The file of the Unix socket by which the edge reaches the server's own pages: in a directory that
 * is its owner's only, so that nobody else can say who a visitor is. Immutable.
 *
 * @param file short enough for the system
 * @param isTemporary whether its directory was made for this run
 */
record SiteSocket(Path file, boolean isTemporary) implements AutoCloseable {
  /** What Linux and macOS take for a path is 104 bytes and its end. */
  private static final int LONGEST_PATH = 100;

  /**
   * Makes the directory; what a server before left there is removed.
   *
   * @throws UserException when that cannot be done
   */
  static SiteSocket in(StateDirectory state) {
    Path file = state.directory("site").resolve("s");
    try {
      boolean isLong = file.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH;
      Path usable = isLong ? Files.createTempDirectory("ngrokd").resolve("s") : file;
      Files.deleteIfExists(usable); // no other server is alive in this state directory
      return new SiteSocket(usable, isLong);
    } catch (IOException e) {
      throw new UserException(
          "The server's own pages have no place for their socket "
              + file
              + " ("
              + Failures.oneLine(e)
              + "); give the directory to the user that runs ngrokd");
    }
  }

  /** Removes what is of no use any more. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      if (isTemporary) {
        Files.deleteIfExists(file.resolveSibling(""));
      }
    } catch (IOException e) {
      return; // the next server removes it
    }
  }
}
