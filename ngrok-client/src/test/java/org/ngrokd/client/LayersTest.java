package org.ngrokd.client;

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
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.ngrokd.client");

  /**
   * Traffic, inspect, agent, view, web and ui look on: without them tunnels work as well, and only
   * what starts them knows them.
   */
  private static final String MAY_IMPORT =
      """
      client : certs client.config client.run client.service client.session kit.cli protocol \
          streams.net netty
      client.agent : client.config client.inspect client.session client.traffic streams.net \
          netty
      client.agentfile : kit.cli kit.config protocol
      client.compress : client.http streams.http streams.relay netty brotli4j zstd-jni slf4j
      client.config : certs client.agentfile kit.cli kit.config kit.files protocol streams.http streams.net re2j
      client.diagnose : certs client.config client.run client.session client.trust kit.cli \
          kit.text protocol streams.net
      client.dial : streams.net netty
      client.gate : client.config client.http kit.cli streams.http streams.relay netty re2j slf4j
      client.http : client.config streams.http streams.memory streams.net streams.relay netty
      client.http2 : client.http streams.http streams.memory streams.net streams.relay netty
      client.inspect : client.config client.service client.traffic streams.http streams.relay \
          netty slf4j
      client.login : client.config client.trust kit.cli kit.json kit.text streams.net
      client.pgrok : client.config client.dial client.service client.session kit.cli kit.config \
          kit.files kit.json kit.text protocol streams.net streams.relay \
          streams.ssh netty sshd slf4j
      client.program : client.agent client.agentfile client.config client.diagnose client.install client.login \
          client.moving client.pgrok client.run client.session client.ui client.words kit.cli kit.config \
          kit.files kit.log kit.text protocol \
          protocol.codec protocol.mux streams.net streams.service netty picocli slf4j
      client.install : kit.cli
      client.moving : client.config kit.cli kit.config kit.moving
      client.paths : streams.http streams.memory streams.net streams.relay netty
      client.run : certs client.agent client.config client.inspect client.service \
          client.session client.traffic client.web kit.cli kit.files streams.net streams.relay \
          netty slf4j
      client.reuse : streams.http streams.memory streams.relay netty
      client.files : client.config streams.http streams.memory streams.net streams.relay netty
      client.service : client.compress client.config client.dial client.files client.gate client.http \
          client.http2 client.paths client.reuse client.system client.tls client.trust client.websocket kit.cli \
          protocol streams.http streams.memory streams.net streams.relay netty slf4j
      client.session : client.config client.dial client.service client.trust kit.cli kit.files \
          kit.text protocol protocol.codec protocol.mux streams.net streams.relay netty slf4j
      client.system :
      client.tls : certs client.config client.trust kit.cli streams.memory streams.net \
          streams.relay netty slf4j
      client.traffic : streams.relay metrics netty
      client.trust : certs client.config kit.text streams.net
      client.ui : client.agent client.config client.inspect client.session client.traffic \
          kit.terminal kit.text protocol streams.net jline slf4j
      client.view : client.inspect kit.json brotli zstd
      client.websocket : client.http streams.http streams.memory streams.net streams.relay netty
      client.words : client.agentfile client.config client.session kit.cli kit.text protocol picocli slf4j
      client.web : certs client.agent client.config client.inspect client.session client.system \
          client.traffic client.view kit.cli kit.files kit.json kit.web protocol streams.net \
          netty prometheus slf4j
      """;

  @Test
  void packagesImportWhatTheirListsAllow() {
    assertThat(Layers.violations(CLASSES, MAY_IMPORT)).isEmpty();
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
  void packagesHaveNoCycles() {
    slices().matching("org.ngrokd.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
