package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The units of systemd, looked at by systemd itself where it is there; it need not run. */
class SystemdUnitsTest {
  private static final Path UNITS = Path.of("../dist/systemd");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @TempDir private Path directory = Path.of("");

  /** A program has to be where a unit says that it is. */
  @BeforeEach
  void installUnits() throws IOException {
    assumeTrue(Files.isExecutable(ANALYZE), "needs systemd-analyze");
    Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path unit : units()) {
      String text = Files.readString(unit).replaceAll("/usr/bin/ngrokd?\\b", program.toString());
      Files.writeString(directory.resolve(unit.getFileName().toString()), text);
    }
  }

  private static List<Path> units() throws IOException {
    try (Stream<Path> all = Files.list(UNITS)) {
      return all.filter(each -> each.toString().matches(".*\\.(service|socket)")).sorted().toList();
    }
  }

  /** What it says, and its exit code in front. */
  private String analyze(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ANALYZE.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  @Test
  void unitsHaveNoFault() throws Exception {
    List<String> command = new ArrayList<>(List.of("verify", "--man=no"));
    units().forEach(each -> command.add("./" + each.getFileName()));

    assertThat(analyze(command.toArray(new String[0]))).isEqualTo("0 ");
  }

  @Test
  void servicesAreExposedAsLittleAsCanBe() throws Exception {
    for (Path unit : units()) {
      if (unit.toString().endsWith(".service")) {
        String said =
            analyze("security", "--offline=true", "--threshold=20", "./" + unit.getFileName());

        assertThat(said).startsWith("0 ").contains("Overall exposure level");
      }
    }
  }
}
