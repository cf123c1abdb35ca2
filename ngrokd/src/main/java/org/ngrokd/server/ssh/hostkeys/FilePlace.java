package org.ngrokd.server.ssh.hostkeys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;

/** Files of a directory of the server's own, for its owner alone. */
public final class FilePlace implements HostKeyPlace {
  private final Path directory;

  private FilePlace(Path directory) {
    this.directory = directory;
  }

  /**
   * The directory "ssh" of the server's state, which is made if it is not there.
   *
   * @throws UserException when it cannot be used
   */
  public static FilePlace in(StateDirectory state) {
    return new FilePlace(state.directory("ssh"));
  }

  @Override
  public String keep(String name, Supplier<String> made) {
    Path file = directory.resolve(name + ".pem");
    try {
      if (!Files.exists(file)) {
        AtomicFile.SECRET.edit(
            file, before -> before.orElseGet(() -> made.get().getBytes(StandardCharsets.US_ASCII)));
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UserException(
          "Cannot keep the SSH host key %s: %s; make room, or give the file to the user that runs ngrokd"
              .formatted(file, Failures.oneLine(e)));
    }
  }
}
