package org.ngrokd.client.siege;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's slowhttptest, in one of its modes. */
record SlowHttpTest(Mode mode) implements Attack {
  private static final Path PROGRAM = Path.of("/usr/bin/slowhttptest");
  private static final int CONNECTIONS = 900;

  /** Its modes. */
  enum Mode {
    HEADERS("-H"),
    BODY("-B"),
    READ("-X"),
    RANGE("-R");

    private final String flag;

    Mode(String flag) {
      this.flag = flag;
    }
  }

  /** Whether it is installed. */
  static boolean isThere() {
    return Files.isExecutable(PROGRAM);
  }

  @Override
  public String name() {
    return "slowhttptest " + mode.flag;
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException, InterruptedException {
    String address = "127.0.0.1:" + field.ports().http();
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                mode.flag,
                "-c",
                Integer.toString(CONNECTIONS),
                "-r",
                "500",
                "-i",
                "1",
                "-l",
                "30",
                "-p",
                "3",
                "-d", // so that the name need not be known here
                address,
                "-u",
                "http://files.localhost/big"));
    if (mode == Mode.READ) {
      command.addAll(List.of("-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    field.closing(process::destroyForcibly);
    long most = 0;
    while (field.hasTime() && process.isAlive()) {
      most = Math.max(most, field.fortress().serverMetrics().of("ngrokd_public_connections"));
      field.pause(200);
    }
    process.destroy();
    process.waitFor(2, TimeUnit.SECONDS);
    for (long i = 0; i < most; i++) {
      field.cost().connection();
    }
  }
}
