package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.server.cli.ServerFlags;
import org.ngrokd.server.limits.FloodLimits;
import org.ngrokd.server.limits.FloodLimits.Clients;
import org.ngrokd.server.limits.FloodLimits.Visitors;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class MainTest {
  @TempDir private Path state = Path.of("");
  private final StringWriter err = new StringWriter();

  @Command
  private static final class Holder {
    @Mixin private final ServerFlags flags = new ServerFlags();
  }

  private static ServerFlags parsed(String... arguments) {
    Holder holder = new Holder();
    var unused = new CommandLine(holder).parseArgs(arguments);
    return holder.flags;
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-log=none"));
    all.addAll(List.of(arguments));
    return Main.commandLine(Map.of("NGROKD_HOME", state.toString()))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(new String[0]));
  }

  private void assertOneLine(String start) {
    assertThat(err.toString().lines().toList())
        .singleElement()
        .asString()
        .startsWith("ngrokd: " + start);
  }

  @Test
  void defaultsAreTheOriginals() {
    ServerOptions options = parsed().options(Map.of("NGROKD_HOME", "/x"));

    assertThat(options.domain()).isEqualTo("ngrok.com");
    assertThat(options.addresses().http()).contains(new HostAndPort("", 80));
    assertThat(options.addresses().https()).contains(new HostAndPort("", 443));
    assertThat(options.addresses().tunnel()).isEqualTo(new HostAndPort("", 4443));
    assertThat(options.addresses().tcpHost()).isEmpty();
    assertThat(options.addresses().vhost()).isEmpty();
    assertThat(options.tls().files()).isEmpty();
    assertThat(options.tls().ownKey()).isEqualTo(KeyKind.ECDSA_P256);
    assertThat(options.tls().oldest()).isEqualTo(TlsVersion.TLS_1_2);
    assertThat(options.state().directory()).hasToString("/x");
    assertThat(options.state().affinityFile()).isEmpty();
    assertThat(parsed().log()).hasToString("LogOptions[target=stdout, level=INFO, format=TEXT]");
  }

  @Test
  void versionIsOldsAndThenOurs() {
    StringWriter out = new StringWriter();
    for (String how : List.of("version", "-version")) {
      int code = Main.commandLine(Map.of()).setOut(new PrintWriter(out, true)).execute(how);
      assertThat(code).isZero();
    }

    assertThat(out.toString().lines())
        .containsExactly("1.7", "ngrokd (from source)", "1.7", "ngrokd (from source)");
  }

  @Test
  void serverWithoutADomainIsSurelyNotMeant() {
    assertThat(parsed().warnings())
        .singleElement()
        .asString()
        .contains("serves ngrok.com", "surely not meant", "-domain=YOUR.DOMAIN");
    assertThat(parsed("-domain=ngrok.com").warnings()).isEmpty();
  }

  @Test
  void stateIsInTheHomeThatTheEnvironmentNames() {
    ServerOptions options = parsed().options(Map.of("HOME", "/somewhere"));

    assertThat(options.state().directory()).hasToString("/somewhere/.ngrokd");
  }

  @Test
  void everyFlagAndVariableIsTaken() {
    ServerFlags flags =
        parsed(
            "-domain=Example.com.",
            "--httpAddr",
            "127.0.0.1:81",
            "-httpsAddr=",
            "-tunnelAddr=[::1]:1",
            "-bind=127.0.0.2",
            "-tlsCrt=c",
            "-tlsKey=k",
            "-tlsMin=1.0",
            "-rsa",
            "-log=none",
            "-log-level=DEBUG",
            "-log-format=json");
    ServerOptions options = flags.options(Map.of("VHOST", "V:1", "REGISTRY_CACHE_FILE", "f"));

    assertThat(options.domain()).isEqualTo("example.com");
    assertThat(options.addresses().http()).contains(new HostAndPort("127.0.0.1", 81));
    assertThat(options.addresses().https()).isEmpty();
    assertThat(options.addresses().tunnel()).isEqualTo(new HostAndPort("::1", 1));
    assertThat(options.addresses().tcpHost()).isEqualTo("127.0.0.2");
    assertThat(options.addresses().vhost()).contains("v:1");
    assertThat(options.tls().files()).isPresent();
    assertThat(options.tls().ownKey()).isEqualTo(KeyKind.RSA_2048);
    assertThat(options.tls().oldest()).isEqualTo(TlsVersion.TLS_1_0);
    assertThat(options.state().affinityFile()).contains(Path.of("f"));
    assertThat(flags.log()).hasToString("LogOptions[target=none, level=DEBUG, format=JSON]");
  }

  @Test
  void limitsAreThoseOfTheDocumentUnlessToldOtherwise() {
    ServerOptions usual = parsed().options(Map.of());
    ServerOptions told =
        parsed(
                "-maxControlsPerIp=1",
                "-firstMessageTimeout=2",
                "-maxUnauthenticated=3",
                "-maxWaiting=4",
                "-maxMessageRate=5",
                "-maxVisitorsPerIp=6",
                "-maxVisitors=7",
                "-maxTunnelsPerClient=8",
                "-maxTunnels=9",
                "-metricsAddr=127.0.0.1:9440",
                "-proxyProtocol",
                "-trustedProxies=10.0.0.0/8,192.0.2.1")
            .options(Map.of());

    assertThat(usual.policy().floods())
        .isEqualTo(
            new FloodLimits(
                new Clients(50, Duration.ofSeconds(10), 1000, 5000, 100),
                new Visitors(1000, 0),
                FloodLimits.Memory.DEFAULT,
                new FloodLimits.Tunnels(250, 10_000)));
    assertThat(usual.addresses().metrics()).isEmpty();
    assertThat(usual.policy().edge().forwarding().proxyProtocol()).isFalse();
    assertThat(told.policy().floods())
        .isEqualTo(
            new FloodLimits(
                new Clients(1, Duration.ofSeconds(2), 3, 4, 5),
                new Visitors(6, 7),
                FloodLimits.Memory.DEFAULT,
                new FloodLimits.Tunnels(8, 9)));
    assertThat(told.addresses().metrics()).contains(new HostAndPort("127.0.0.1", 9440));
    assertThat(told.policy().edge().forwarding().proxyProtocol()).isTrue();
    assertThat(told.policy().edge().forwarding().trustedProxies())
        .hasToString("10.0.0.0/8, 192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-domain=a b",
        "-domain=",
        "-domain=http://x",
        "-httpAddr=80",
        "-httpAddr=:99999",
        "-httpsAddr=x",
        "-tunnelAddr=",
        "-tlsCrt=only",
        "-tlsKey=only",
        "-tlsMin=1.4",
        "-log-level=LOUD",
        "-log-format=xml",
        "-rsa=maybe",
        "-maxControlsPerIp=-1",
        "-firstMessageTimeout=0",
        "-maxUnauthenticated=x",
        "-maxWaiting=-1",
        "-maxMessageRate=-1",
        "-maxVisitorsPerIp=-1",
        "-maxVisitors=1.5",
        "-maxTunnelsPerClient=-1",
        "-maxTunnels=x",
        "-metricsAddr=9440",
        "-proxyProtocol=2",
        "-nonsense"
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String argument) {
    assertThat(run(argument)).isEqualTo(2);
    assertOneLine("");
  }

  @Test
  void portInUseIsOneLineAndExitCodeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      assertThat(run("-httpAddr=", "-httpsAddr=", "-tunnelAddr=" + address)).isEqualTo(1);
      assertOneLine("Cannot listen on " + address + " for tunnel connections: ");
    }
  }

  @Test
  void missingCertificateIsOneLineAndExitCodeOne() {
    assertThat(run("-tlsCrt=/no/such.crt", "-tlsKey=/no/such.key")).isEqualTo(1);
    assertOneLine("");
    assertThat(err.toString()).contains("/no/such.crt");
  }

  @Test
  void keyOfAnotherCertificateIsOneLineAndExitCodeOne() {
    CertificateAuthority ca = CertificateAuthority.create("CA", KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writeCertificates(
        state.resolve("c"), ca.issueServer("a.b", KeyKind.ECDSA_P256, Instant.now()).chain());
    PemFiles.writePrivateKey(state.resolve("k"), ca.key());

    assertThat(run("-tlsCrt=" + state.resolve("c"), "-tlsKey=" + state.resolve("k"))).isEqualTo(1);
    assertOneLine("The private key (EC) does not belong to the certificate for a.b");
  }

  @Test
  void unusableStateDirectoryIsOneLineAndExitCodeOne() throws Exception {
    Path file = Files.createFile(state.resolve("file"));
    state = file;

    assertThat(run()).isEqualTo(1);
    assertOneLine("Cannot make the state directory " + file + " (a file is in its place)");
  }
}
