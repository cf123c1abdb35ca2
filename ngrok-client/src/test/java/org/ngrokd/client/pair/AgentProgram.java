package org.ngrokd.client.pair;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ngrokd.client.program.Main;

/** How the client's program is started: the begin of its command line. */
final class AgentProgram {
  private static final Path JAR = Path.of("target/ngrok.jar").toAbsolutePath();

  private AgentProgram() {}

  /** From the classes of the tests. */
  static List<String> ofClasses() {
    return java("-cp", System.getProperty("java.class.path"), Main.class.getName());
  }

  /**
   * As it is packed, with an archive of its classes, as people run it: half the work where it is
   * started hundreds of times. From its classes where it is not packed.
   *
   * @param directory for the archive
   */
  static List<String> packed(Path directory) throws IOException {
    if (!Files.exists(JAR)) {
      return ofClasses();
    }
    Path archive = directory.resolve("ngrok.jsa");
    try (AgentPlace place =
        new AgentPlace(java("-XX:ArchiveClassesAtExit=" + archive, "-jar", JAR.toString()))) {
      List<String> words = List.of("http", place.here("8080"), "--log=stdout", "--config=base.cfg");
      try (AgentRun run = place.run(words, Map.of())) {
        var unused = run.urls();
      }
    }
    return java("-XX:SharedArchiveFile=" + archive, "-jar", JAR.toString());
  }

  private static List<String> java(String... more) {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return Stream.concat(
            Stream.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off"),
            Stream.of(more))
        .toList();
  }
}
