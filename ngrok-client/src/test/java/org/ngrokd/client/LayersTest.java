package org.ngrokd.client;

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
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ngrokd.client");

  @Test
  void configAndTrustDoNotImportTheSession() {
    noClasses()
        .that()
        .resideInAnyPackage("org.ngrokd.client.config", "org.ngrokd.client.trust")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ngrokd.client.session", "org.ngrokd.client")
        .check(CLASSES);
  }

  @Test
  void configDoesNotImportTrust() {
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.client.config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ngrokd.client.trust")
        .check(CLASSES);
  }

  @Test
  void sessionDoesNotImportTheProgram() {
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.client.session")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ngrokd.client")
        .check(CLASSES);
  }

  @Test
  void dialHttpAndServiceDoNotImportTheSession() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.ngrokd.client.dial", "org.ngrokd.client.http", "org.ngrokd.client.service")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ngrokd.client.session", "org.ngrokd.client")
        .check(CLASSES);
  }

  @Test
  void httpKnowsNothingOfServices() {
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.client.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.ngrokd.client.service", "org.ngrokd.client.dial", "org.ngrokd.client.trust")
        .check(CLASSES);
  }

  @Test
  void nothingImportsBouncyCastleOrWhatLeadsThere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "org\\.ngrokd\\.certs\\.(CertificateAuthority|Certs.*|CertificateBuilder)")
        .check(CLASSES);
  }

  @Test
  void nothingImportsTheServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ngrokd.server..")
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageKnowsTheJsonLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.ngrokd.kit.json")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml..", "org.yaml..")
        .check(CLASSES);
  }

  /** Without the observers tunnels work as well: nobody but the program knows them. */
  @Test
  void onlyTheProgramKnowsTheObservers() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.ngrokd.client.config",
            "org.ngrokd.client.dial",
            "org.ngrokd.client.http",
            "org.ngrokd.client.service",
            "org.ngrokd.client.session",
            "org.ngrokd.client.trust")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.ngrokd.client.traffic",
            "org.ngrokd.client.inspect",
            "org.ngrokd.client.agent",
            "org.ngrokd.client.view",
            "org.ngrokd.client.web",
            "org.ngrokd.client.ui")
        .check(CLASSES);
  }

  @Test
  void watchingKnowsNothingOfShowing() {
    noClasses()
        .that()
        .resideInAnyPackage("org.ngrokd.client.traffic", "org.ngrokd.client.inspect")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.ngrokd.client.view", "org.ngrokd.client.web", "org.ngrokd.client.ui")
        .check(CLASSES);
  }

  @Test
  void screensDoNotKnowEachOtherNorTheProgram() {
    noClasses()
        .that()
        .resideInAnyPackage("org.ngrokd.client.web", "org.ngrokd.client.view")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ngrokd.client.ui", "org.ngrokd.client")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.client.ui")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ngrokd.client.web", "org.ngrokd.client")
        .check(CLASSES);
  }

  @Test
  void onlyTheProgramKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.ngrokd.client")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void configKnowsNoNetty() {
    noClasses()
        .that()
        .resideInAPackage("org.ngrokd.client.config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.ngrokd.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
