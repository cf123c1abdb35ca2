package org.ngrokd.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Layers;

/** Who may import whom in this module. */
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ngrokd");

  /** The kit knows nothing of tunnels, streams no message, and neither program is known here. */
  private static final String MAY_IMPORT =
      """
      kit.cli : kit.files kit.text picocli slf4j
      kit.config : kit.cli toml yaml
      kit.files :
      kit.json : jackson
      kit.log : kit.cli kit.text jackson logback picocli slf4j
      kit.moving : kit.cli kit.config
      kit.terminal : jline slf4j
      kit.text : qrcode
      kit.web : kit.json netty qrcode slf4j
      protocol : kit.text
      protocol.codec : kit.text protocol streams.net jackson netty
      protocol.mux : streams.memory streams.net streams.relay netty
      streams.http : netty
      streams.memory : netty
      streams.net : streams.memory netty slf4j
      streams.service : streams.net netty slf4j
      streams.relay : streams.memory streams.net netty
      streams.ssh : streams.memory streams.relay netty sshd slf4j
      """;

  @Test
  void packagesImportWhatTheirListsAllow() {
    assertThat(Layers.violations(CLASSES, MAY_IMPORT)).isEmpty();
  }

  @Test
  void onlyThreeFilesAndThePackageForItKnowTheJsonLibrary() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "org\\.ngrokd\\.(protocol\\.codec\\.Json(Tree|Writer)|kit\\.log\\.JsonLayout|kit\\.json\\.).*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching("org.ngrokd.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void staticFieldsAreFinal() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }
}
