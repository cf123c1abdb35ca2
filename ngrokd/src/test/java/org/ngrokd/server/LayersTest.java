package org.ngrokd.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Layers;

/** Main -> NgrokServer -> pipeline -> {edge, control} -> tunnel -> streams. */
class LayersTest {
  private static final String SERVER = "org.ngrokd.server";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERVER);

  private static final String MAY_IMPORT =
      """
      server : certs kit.cli kit.log protocol protocol.mux server.access server.accesslog server.acme \
          server.acme.dns server.acme.keep server.acme.options server.admin server.cli server.cluster server.cluster.engine server.cluster.options server.cluster.shares \
          server.cli.accounts server.cli.admin server.cli.certs server.cli.joining server.cli.moving server.config server.control server.edge \
          server.handover server.limits server.listen \
          server.metrics server.notices server.options server.peers server.pipeline server.proxy server.ssh \
          server.ssh.hostkeys server.ssh.screen server.state server.teams server.teams.run \
          server.teams.site server.tls server.traces server.tunnel streams.net streams.relay streams.service \
          netty picocli slf4j
      server.access : kit.cli kit.config kit.files protocol server.limits streams.net \
          streams.relay netty slf4j
      server.accesslog : kit.cli kit.json kit.text protocol server.edge server.tunnel \
          streams.http streams.memory streams.net slf4j
      server.acme : certs kit.cli protocol server.acme.ca server.acme.challenge server.acme.dns \
          server.acme.keep server.acme.ocsp server.acme.options server.acme.order server.peers server.tls \
          server.tunnel kit.json streams.net netty slf4j
      server.acme.ca : certs kit.cli server.acme.challenge server.acme.options streams.net \
          acme4j netty slf4j
      server.acme.challenge : certs streams.net bouncycastle netty
      server.acme.dns : kit.cli kit.text server.acme.challenge server.acme.options \
          server.limits server.listen streams.net netty slf4j
      server.acme.keep : certs kit.cli kit.files server.state streams.net bouncycastle slf4j
      server.acme.ocsp : certs server.tls streams.net bouncycastle slf4j
      server.acme.options : streams.net
      server.acme.order : certs server.acme.ca server.acme.keep streams.net netty slf4j
      server.admin : kit.cli kit.json kit.web protocol server.edge server.limits server.peers server.state \
          server.tunnel server.web streams.memory streams.net netty slf4j
      server.cli : certs kit.cli kit.config kit.log kit.text server.access server.accesslog server.acme.dns \
          server.acme.options server.cluster.options server.config server.edge server.handover server.limits server.options server.ssh \
          server.state server.teams server.tls server.traces server.tunnel streams.net picocli
      server.cli.accounts : kit.cli kit.config kit.log kit.text server.access server.cli \
          server.config server.limits server.options server.state server.teams \
          server.teams.accounts server.teams.signin server.teams.store streams.net netty picocli
      server.cli.admin : kit.cli kit.config kit.json kit.log kit.terminal kit.text server.admin \
          server.cli server.state jline picocli
      server.cli.certs : certs kit.cli kit.log kit.text server.acme.ca server.acme.keep \
          server.acme.options server.cli server.options server.state server.teams \
          server.teams.run picocli
      server.cli.joining : kit.cli kit.log kit.text server.cli server.cluster server.cluster.options \
          server.config server.options picocli
      server.cli.moving : kit.cli kit.config kit.moving kit.text server.access server.cli picocli
      server.cluster : certs kit.cli kit.json protocol protocol.mux server.cluster.engine server.cluster.etcd \
          server.cluster.join server.cluster.links server.cluster.options server.cluster.postgresql server.peers server.teams server.tunnel \
          streams.memory streams.net streams.relay netty slf4j
      server.cluster.engine : server.cluster.engine
      server.cluster.etcd : certs kit.cli kit.json server.cluster.engine server.cluster.options \
          streams.net slf4j
      server.cluster.join : certs kit.cli kit.json protocol protocol.mux server.cluster.engine \
          server.cluster.links streams.memory streams.net streams.relay netty
      server.cluster.links : certs kit.json protocol protocol.mux server.tunnel streams.memory \
          streams.net streams.relay netty slf4j
      server.cluster.options : protocol streams.net
      server.cluster.postgresql : kit.cli kit.json server.cluster.engine server.teams \
          server.teams.store streams.net flyway hikari postgresql slf4j
      server.cluster.shares : kit.json server.access server.cluster.engine server.peers streams.net netty slf4j
      server.config : kit.cli kit.config kit.log server.access server.notices server.teams \
          streams.net picocli
      server.control : kit.text protocol server.access server.limits server.proxy server.tunnel \
          streams.net netty slf4j
      server.edge : protocol server.limits server.tls server.tunnel streams.http streams.memory \
          streams.net streams.relay netty slf4j
      server.edge.http : protocol server.edge server.limits server.tunnel streams.http \
          streams.net streams.relay netty slf4j
      server.handover : kit.cli server.listen server.state streams.net streams.service netty slf4j
      server.limits : streams.memory streams.net netty slf4j
      server.listen : kit.cli protocol server.limits server.loops streams.memory streams.net \
          netty slf4j
      server.loops : netty
      server.measure : server.measure
      server.metrics : protocol protocol.mux server.cluster server.edge server.limits server.listen \
          server.measure server.tls server.tunnel streams.http streams.memory streams.net \
          streams.relay netty prometheus slf4j
      server.options : certs server.access server.accesslog server.acme.options server.cluster.options server.edge server.limits \
          server.ssh server.state server.teams server.tls server.traces streams.net
      server.peers : kit.json protocol
      server.pipeline : protocol protocol.codec server.control server.edge server.edge.http \
          server.limits server.listen server.tls server.tunnel streams.memory streams.net netty \
          slf4j
      server.proxy : protocol protocol.mux server.limits server.tunnel streams.net \
          streams.relay netty
      server.ssh : kit.cli kit.log kit.text protocol server.access server.limits server.listen \
          server.ssh.hostkeys server.ssh.screen server.ssh.words server.tunnel streams.memory \
          streams.net streams.relay streams.ssh netty slf4j sshd
      server.ssh.hostkeys : kit.cli kit.files server.access server.state streams.net bouncycastle
      server.ssh.screen : kit.text protocol server.edge server.tunnel streams.http streams.net netty
      server.ssh.words : kit.config kit.json kit.text protocol server.tunnel streams.net
      server.state : kit.cli kit.files streams.net slf4j
      server.teams : protocol
      server.teams.accounts : kit.cli protocol server.access server.teams server.teams.store \
          server.tunnel streams.net streams.relay netty slf4j
      server.teams.run : certs kit.cli kit.web protocol server.access server.acme.keep \
          server.measure server.ssh.hostkeys server.state server.teams server.teams.accounts \
          server.teams.signin server.teams.site server.teams.store server.tunnel \
          streams.memory streams.net slf4j
      server.teams.signin : kit.cli kit.json kit.text kit.web server.limits server.measure \
          server.teams server.teams.accounts server.teams.store streams.net netty nimbus slf4j
      server.teams.site : kit.cli kit.json kit.web protocol server.access server.limits \
          server.peers server.ssh.hostkeys server.state server.teams server.teams.accounts server.teams.signin \
          server.teams.store server.tunnel server.web streams.memory streams.net streams.relay netty slf4j
      server.teams.store : kit.cli kit.files kit.json kit.log server.measure server.state \
          server.teams streams.net flyway hikari jdbi postgresql slf4j sqlite
      server.notices : kit.json kit.text protocol streams.net slf4j
      server.tls : certs server.state streams.memory streams.net netty slf4j
      server.traces : kit.json kit.text protocol server.edge server.limits server.tunnel \
          streams.http streams.memory streams.net slf4j
      server.tunnel : kit.files kit.text protocol server.access server.limits streams.memory \
          streams.net streams.relay netty slf4j
      server.web : kit.web server.limits streams.memory netty
      """;

  @Test
  void packagesImportWhatTheirListsAllow() {
    assertThat(Layers.violations(CLASSES, MAY_IMPORT)).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(SERVER + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyMainStartsTheServer() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .and()
        .doNotHaveSimpleName("Ending") // the last part of it
        .and()
        .haveSimpleNameNotStartingWith("NgrokServer")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("NgrokServer")
        .check(CLASSES);
  }
}
