package org.ngrokd.certs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.files.AtomicFile;

class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ngrokd.certs");

  @Test
  void nothingElseOfNgrokdIsNeededButTheWriterOfFiles() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.ngrokd..")
                .and(resideOutsideOfPackages("org.ngrokd.certs", "org.ngrokd.kit.files")))
        .check(CLASSES);
  }

  @Test
  void onlyOneClassImportsBouncyCastle() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(CertificateBuilder.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(CLASSES);
  }

  /** With the rule above: nothing the client uses leads to Bouncy Castle by a detour. */
  @Test
  void onlyTheMakersOfCertificatesLeadToIt() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CertificateBuilder")
        .and()
        .doNotHaveSimpleName("CertificateAuthority")
        .and()
        .doNotHaveSimpleName("CertsDirectory")
        .and()
        .doNotHaveSimpleName("CertsCommand")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("CertificateBuilder")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("CertificateAuthority")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandKnowsPicocli() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CertsCommand")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void clientWorksWithoutBouncyCastle(@TempDir Path directory) throws Exception {
    Identity server =
        CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Fixtures.NOW)
            .issueServer("a.test", KeyKind.ECDSA_P256, Fixtures.NOW);
    Path file = directory.resolve("server.crt");
    PemFiles.writeCertificates(file, server.chain());
    URL[] classes = {where(PemFiles.class), where(AtomicFile.class)};

    try (URLClassLoader loader =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      List<?> chain = (List<?>) call(loader, "PemFiles", "readCertificates", Path.class, file);
      Object leaf = chain.get(0);

      assertThat(chain).hasSize(2);
      assertThat(call(loader, "CertificateNames", "of", X509Certificate.class, leaf))
          .isEqualTo(List.of("a.test", "*.a.test"));
      assertThat(call(loader, "Fingerprint", "of", X509Certificate.class, leaf))
          .hasToString(Fingerprint.of(server.leaf()).toString());
    }
  }

  private static URL where(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static Object call(
      ClassLoader loader, String type, String name, Class<?> parameter, Object argument)
      throws ReflectiveOperationException {
    Method method = loader.loadClass("org.ngrokd.certs." + type).getMethod(name, parameter);
    return method.invoke(null, argument);
  }
}
