package org.ngrokd.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom in this module. */
class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.ngrokd");

  @Test
  void messagesNeedNothingButJava() {
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.protocol")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "org.jspecify..", "org.ngrokd.protocol")
        .check(CLASSES);
  }

  @Test
  void onlyThreeFilesKnowTheJsonLibrary() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "org\\.ngrokd\\.protocol\\.(codec\\.JsonMapping|log\\.JsonLayout|config\\.YamlReader).*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml..")
        .check(CLASSES);
  }

  @Test
  void commandLinesAndLogsKnowNoNetwork() {
    noClasses()
        .that()
        .resideInAnyPackage("org.ngrokd.kit.cli", "org.ngrokd.kit.log", "org.ngrokd.kit.config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  /** Certificates are written by them, too, in a module that needs nothing else of this one. */
  @Test
  void filesNeedNothingButJava() {
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.kit.files")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "org.jspecify..", "org.ngrokd.kit.files")
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

  @Test
  void neitherProgramIsKnownHere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ngrokd.server..", "org.ngrokd.client..", "org.ngrokd.certs..")
        .check(CLASSES);
  }
}
