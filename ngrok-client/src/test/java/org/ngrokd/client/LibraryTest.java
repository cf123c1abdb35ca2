package org.ngrokd.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who uses the client as a library gets SLF4J and no log of ours. */
class LibraryTest {
  @Test
  void onlyTheProgramSetsUpALog() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "org\\.ngrokd\\.client\\.program\\.(Main|ClientFlags|LaterForm|Lines|TunnelRun|PgrokFlags)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ch.qos.logback..", "org.ngrokd.kit.log")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.ngrokd.client"));
  }

  /** What is optional there does not come along with us. */
  @ParameterizedTest
  @ValueSource(strings = {"../protocol/pom.xml", "pom.xml"})
  void logbackIsNotADependencyOfThoseWhoUseUs(String pom) throws IOException {
    String text = Files.readString(Path.of(pom));
    int from = text.indexOf("<artifactId>logback-classic</artifactId>");
    String dependency = text.substring(from, text.indexOf("</dependency>", from));

    assertThat(dependency).contains("<optional>true</optional>");
  }

  @Test
  void clientRunsWithoutLogbackAndPrintsNothing() throws Exception {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("logback"))
            .collect(Collectors.joining(File.pathSeparator));
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                Program.class.getName())
            .redirectErrorStream(true)
            .start();

    String said = new String(program.getInputStream().readAllBytes(), UTF_8);

    assertThat(program.waitFor()).as(said).isZero();
    assertThat(said.lines().filter(line -> !line.startsWith("SLF4J")))
        .containsExactly("The tunnels were not open");
  }

  /** Uses the library where nobody listens. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      try (NgrokClient client =
          NgrokClient.builder()
              .serverAddr("127.0.0.1:1")
              .tunnel(TunnelSpec.http("127.0.0.1:8080"))
              .startTimeout(Duration.ofMillis(200))
              .start()) {
        System.out.println(client.tunnels());
      } catch (NgrokException e) {
        System.out.println(String.valueOf(e.getMessage()).replaceAll(" within.*", ""));
      }
    }
  }
}
