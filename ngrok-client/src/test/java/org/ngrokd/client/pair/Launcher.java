package org.ngrokd.client.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Our program as a file that others start, as they start the agents that they know: with its own
 * arguments, in a home of its own.
 */
final class Launcher {
  private Launcher() {}

  /**
   * Writes it.
   *
   * @param file its name is the others' to choose
   * @param home where it keeps what it keeps
   */
  static Path write(Path file, Path home) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file,
        """
        #!/bin/sh
        HOME='%s' && export HOME
        unset XDG_CONFIG_HOME XDG_STATE_HOME http_proxy JAVA_TOOL_OPTIONS
        exec '%s' -XX:TieredStopAtLevel=1 -Xmx256m -cp '%s' org.ngrokd.client.program.Main "$@"
        """
            .formatted(
                home.toAbsolutePath(),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
