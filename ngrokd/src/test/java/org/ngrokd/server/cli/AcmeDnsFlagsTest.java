package org.ngrokd.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class AcmeDnsFlagsTest {
  private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZg==";

  @TempDir Path directory;

  @Command
  private static final class Typed {
    @Mixin private final ServerFlags flags = new ServerFlags();
  }

  private static AcmeOptions.Dns dns(String... arguments) {
    Typed typed = new Typed();
    var unused = GoFlags.commandLine(typed).parseArgs(arguments);
    return dns(typed.flags);
  }

  private static AcmeOptions.Dns dns(ServerFlags flags) {
    return flags
        .options(Map.of("HOME", "/nowhere"))
        .tls()
        .acme()
        .map(AcmeOptions::dns)
        .orElse(AcmeOptions.Dns.NONE);
  }

  @Test
  void unlessToldNoNameIsProvenByDns() {
    assertThat(dns("-acme").isPossible()).isFalse();
  }

  @Test
  void eachWayIsTakenUp() throws Exception {
    Path spaced = Files.createFile(directory.resolve("a hook"));

    assertThat(dns("-acme", "-acmeDnsHook=/opt/hook --zone a").hook())
        .containsExactly("/opt/hook", "--zone", "a");
    assertThat(dns("-acme", "-acmeDnsHook=" + spaced).hook()).containsExactly(spaced.toString());
    assertThat(dns("-acme", "-acmeDnsAddr=:5353").answerAt()).contains(new HostAndPort("", 5353));
    assertThat(
            dns("-acme", "-acmeDnsUpdate=ns.a.example", "-acmeDnsKey=hmac-sha512:k.:" + SECRET)
                .update())
        .contains(
            new AcmeOptions.Update(
                new HostAndPort("ns.a.example", 53), "k.", "hmac-sha512", SECRET));
    assertThat(
            dns("-acme", "-acmeDnsUpdate=[::1]:5300", "-acmeDnsKey=k:" + SECRET)
                .update()
                .map(AcmeOptions.Update::algorithm))
        .contains("hmac-sha256");
    assertThat(dns("-acme", "-acmeDnsAddr=:53", "-acmeDnsCheck=none").checkAt())
        .contains(List.of());
    assertThat(dns("-acme", "-acmeDnsAddr=:53", "-acmeDnsCheck=192.0.2.1,::1").checkAt())
        .contains(List.of(new HostAndPort("192.0.2.1", 53), new HostAndPort("::1", 53)));
  }

  @Test
  void whatIsWrongIsToldWithoutTheSecret() {
    for (String[] wrong :
        new String[][] {
          {"-acmeDnsHook=/h", "-acmeDnsAddr=:53"},
          {"-acmeDnsUpdate=ns.a.example"},
          {"-acmeDnsKey=k:" + SECRET},
          {"-acmeDnsUpdate=ns.a.example", "-acmeDnsKey=" + SECRET},
          {"-acmeDnsUpdate=ns.a.example", "-acmeDnsKey=k:!" + SECRET},
          {"-acmeDnsUpdate=ns.a.example", "-acmeDnsKey=hmac-md5:k:" + SECRET},
          {"-acmeDnsUpdate=:53", "-acmeDnsKey=k:" + SECRET},
          {"-acmeDnsAddr=53"},
          {"-acmeDnsCheck=a b"}
        }) {
      String[] arguments = new String[wrong.length + 1];
      arguments[0] = "-acme";
      System.arraycopy(wrong, 0, arguments, 1, wrong.length);

      assertThatThrownBy(() -> dns(arguments))
          .message()
          .startsWith("-acmeDns")
          .doesNotContain(SECRET)
          .doesNotContain("\n");
    }
  }

  /** Nothing that people set is passed over in silence. */
  @Test
  void withoutTheOneFlagTheOthersAreAnError() {
    for (String flag :
        List.of(
            "-acmeEmail=a@example.net",
            "-acmeServer=https://ca.example.net/dir",
            "-acmeServerCa=ca.pem",
            "-acmeEab=a:b",
            "-acmeRsa",
            "-acmeDnsHook=/h",
            "-acmeDnsUpdate=ns.a.example",
            "-acmeDnsKey=k:" + SECRET,
            "-acmeDnsAddr=:53",
            "-acmeDnsCheck=none",
            "-acmeDnsPersist")) {
      String name = flag.replaceFirst("=.*", "");
      assertThatThrownBy(() -> dns(flag))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "%s without -acme does nothing: no certificate is asked for; add -acme, or leave %s out"
                  .formatted(name, name));
    }
  }

  @Test
  void theSecretMayStandElsewhereThanInTheConfigFile() throws Exception {
    Files.writeString(directory.resolve("key"), "k:" + SECRET + "\n");
    String rest = "acme: true\nacmeDnsUpdate: ns.a.example\n";

    for (String key : List.of("k:" + SECRET, "{file: key}", "\"${DNS_KEY}\"")) {
      ServerConfigFile file = read(rest + "acmeDnsKey: " + key);

      assertThat(
              dns(new ServerFlags().over(file, List.of())).update().map(AcmeOptions.Update::secret))
          .isEqualTo(Optional.of(SECRET));
    }
    assertThatThrownBy(() -> read(rest + "acmeDnsKey: k:!" + SECRET))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains("acmeDnsKey: the secret of key 'k' is not in base64")
        .doesNotContain(SECRET);
  }

  private ServerConfigFile read(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("ngrokd.yml"), text);
    return ServerConfigFile.read(file, LayeredFlags.keys(), Map.of("DNS_KEY", "k:" + SECRET));
  }
}
