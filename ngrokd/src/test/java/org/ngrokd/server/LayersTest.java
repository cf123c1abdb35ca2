package org.ngrokd.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Main -> NgrokServer -> pipeline -> {edge, control} -> tunnel -> protocol. */
class LayersTest {
  private static final String SERVER = "org.ngrokd.server";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERVER);

  /** Each package and those it does not know; no package knows the server's own. */
  @ParameterizedTest
  @CsvSource({
    "limits, access tunnel control edge pipeline state tls metrics",
    "tunnel, control edge pipeline state tls metrics",
    "control, edge pipeline state tls metrics",
    "edge, control pipeline state tls metrics",
    "pipeline, state tls metrics",
    "metrics, control edge access state tls",
    "state, control edge pipeline tls metrics",
    "tls, control edge pipeline tunnel metrics"
  })
  void packageDoesNotKnowWhatIsAboveOrBesideIt(String name, String others) {
    for (String other : others.split(" ", -1)) {
      noClasses()
          .that()
          .resideInAPackage(SERVER + "." + name)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER + "." + other)
          .check(CLASSES);
    }
    noClasses()
        .that()
        .resideInAPackage(SERVER + "." + name)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SERVER)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(SERVER + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyMainStartsTheServer() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .and()
        .haveSimpleNameNotStartingWith("NgrokServer")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("NgrokServer")
        .check(CLASSES);
  }

  @Test
  void clientIsUnknownAndPicocliStaysWithTheFlags() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ngrokd.client..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(SERVER + ".*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  /** Who measures and how is a secret of one package. */
  @Test
  void prometheusStaysWithTheMetrics() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".metrics")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.prometheus..")
        .check(CLASSES);
  }
}
