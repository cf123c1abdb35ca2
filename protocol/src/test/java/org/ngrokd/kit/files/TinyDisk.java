package org.ngrokd.kit.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a class in a process that sees a small disk where a directory is. */
public final class TinyDisk {
  private TinyDisk() {}

  /**
   * Runs its {@code main}, which has to return; skips the test where the system lets nobody mount.
   *
   * @param size as mount takes it: "64k"
   */
  public static void run(Path directory, String size, Class<?> main, String... arguments)
      throws Exception {
    assumeTrue(exitCode(List.of("unshare", "-rm", "true")) == 0, "nobody may mount here");
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + size + " tiny \"$0\" && exec \"$@\"",
                directory.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    assertThat(exitCode(command)).isZero();
  }

  private static int exitCode(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      System.out.print(said);
      return code;
    } catch (IOException noSuchProgram) {
      return -1;
    }
  }
}
