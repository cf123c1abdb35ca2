package org.ngrokd.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.Main;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Model.OptionSpec;

/** The flags of ngrokd in its config file, and "ngrokd config check". */
class ConfigFileFlagsTest {
  /** A value for each flag that is not the usual one; a new flag has to have one here. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("domain", "example.com"),
          Map.entry("httpAddr", "\":8080\""),
          Map.entry("httpsAddr", "\"\""),
          Map.entry("tunnelAddr", "127.0.0.1:4444"),
          Map.entry("metricsAddr", "127.0.0.1:9440"),
          Map.entry("metricsByAccount", "true"),
          Map.entry("acme", "true"),
          Map.entry("acmeEmail", "admin@example.com"),
          Map.entry("acmeServer", "https://ca.example/directory"),
          Map.entry("acmeServerCa", "ca.pem"),
          Map.entry("acmeEab", "id:a2V5"),
          Map.entry("acmeRsa", "true"),
          Map.entry("acmeDnsHook", "hook"),
          Map.entry("acmeDnsUpdate", "ns.example.com"),
          Map.entry("acmeDnsKey", "k:c2VjcmV0"),
          Map.entry("acmeDnsAddr", "\":53\""),
          Map.entry("acmeDnsCheck", "none"),
          Map.entry("acmeDnsPersist", "true"),
          Map.entry("sshAddr", "\":2222\""),
          Map.entry("sshOnHttps", "true"),
          Map.entry("sshUserCa", "ca.pub"),
          Map.entry("drain", "30s"),
          Map.entry("takeOver", "true"),
          Map.entry("bind", "127.0.0.2"),
          Map.entry("tlsCrt", "c.pem"),
          Map.entry("tlsKey", "/k.pem"),
          Map.entry("tlsMin", "1.3"),
          Map.entry("rsa", "yes"),
          Map.entry("mux", "off"),
          Map.entry("adminSocket", "false"),
          Map.entry("maxHeadBytes", "2048"),
          Map.entry("maxHeaders", "11"),
          Map.entry("headTimeout", "12"),
          Map.entry("idleTimeout", "13"),
          Map.entry("halfCloseTimeout", "14"),
          Map.entry("minBodyRate", "15"),
          Map.entry("poolBalance", "least"),
          Map.entry("forwardedHeaders", "false"),
          Map.entry("trustedProxies", "[10.0.0.0/8, 192.0.2.1]"),
          Map.entry("proxyProtocol", "true"),
          Map.entry("redirectToHttps", "true"),
          Map.entry("maxControlsPerIp", "1"),
          Map.entry("firstMessageTimeout", "2"),
          Map.entry("maxUnauthenticated", "3"),
          Map.entry("maxWaiting", "4"),
          Map.entry("maxMessageRate", "5"),
          Map.entry("maxTunnelsPerClient", "6"),
          Map.entry("maxTunnels", "7"),
          Map.entry("maxVisitorsPerIp", "8"),
          Map.entry("maxVisitors", "9"),
          Map.entry("stallTimeout", "10"),
          Map.entry("authFile", "users.yml"),
          Map.entry("tcpPorts", "20000-20009,2222"),
          Map.entry("cluster", "etcd://127.0.0.1:2379"),
          Map.entry("nodeAddr", "127.0.0.1:7443"),
          Map.entry("clientAddr", "127.0.0.1:4443"),
          Map.entry("clusterCa", "/etcd-ca.pem"),
          Map.entry("clusterUser", "ngrokd:c2VjcmV0"),
          Map.entry("accessLog", "access.log"),
          Map.entry("accessLogFormat", "combined"),
          Map.entry("accessLogQuery", "true"),
          Map.entry("accessLogMaxSize", "1"),
          Map.entry("accessLogDaily", "true"),
          Map.entry("accessLogKeep", "2"),
          Map.entry("traces", "http://127.0.0.1:4318"),
          Map.entry("traceSample", "0.5"),
          Map.entry("log", "ngrokd.log"),
          Map.entry("log-level", "DEBUG"),
          Map.entry("log-format", "json"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file = Path.of("");

  @BeforeEach
  void choose(@TempDir Path directory) {
    file = directory.resolve("ngrokd.yml");
  }

  private ServerConfigFile written(String text) throws IOException {
    Files.writeString(file, text);
    return ServerConfigFile.read(file, LayeredFlags.keys(), Map.of());
  }

  private ServerOptions options(String text, String... typed) throws IOException {
    return LayeredFlags.of(written(text), List.of(typed)).options(Map.of());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.commandLine(Map.of("NGROKD_HOME", file.resolveSibling("state").toString()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static List<String> flags() {
    return Main.commandLine(Map.of()).getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(OptionSpec::longestName)
        .map(name -> name.replaceFirst("^-+", ""))
        .filter(name -> !name.equals("config"))
        .toList();
  }

  @Test
  void everyFlagOfTheServerIsTakenFromTheFile() throws IOException {
    String text =
        flags().stream()
            .map(flag -> flag + ": " + VALUES.getOrDefault(flag, "") + "\n")
            .collect(Collectors.joining());

    assertThat(flags()).containsExactlyInAnyOrderElementsOf(VALUES.keySet());
    assertThat(LayeredFlags.of(written(text), List.of()))
        .usingRecursiveComparison()
        .isEqualTo(LayeredFlags.of(ServerConfigFile.NONE, List.of(arguments())));
  }

  /** The same as the file says, typed. */
  private String[] arguments() {
    return flags().stream()
        .map(flag -> "-" + flag + "=" + typed(flag, VALUES.getOrDefault(flag, "")))
        .toArray(String[]::new);
  }

  private String typed(String flag, String written) {
    return switch (flag) {
      case "rsa" -> "true";
      case "mux" -> "false";
      case "tlsCrt", "authFile", "log", "sshUserCa", "acmeServerCa" ->
          file.resolveSibling(written).toString();
      default -> written.replaceAll("[\"\\[\\] ]", "");
    };
  }

  @Test
  void fileWithoutFlagsLeavesAllAsItIs() throws IOException {
    assertThat(options("accounts:"))
        .usingRecursiveComparison()
        .isEqualTo(LayeredFlags.of(ServerConfigFile.NONE, List.of()).options(Map.of()));
  }

  @Test
  void commandLineWins() throws IOException {
    String text =
        "domain: example.com\nhttpAddr: :81\nrsa: true\nmux: false\ntcpPorts: [1-9]\nmaxTunnels: 5";

    ServerOptions options =
        options(text, "-httpAddr=:82", "-rsa=false", "-tcpPorts", "2222", "-maxTunnels=6");

    assertThat(options.domain()).isEqualTo("example.com");
    assertThat(options.policy().mux()).isFalse();
    assertThat(options.addresses().http()).contains(new HostAndPort("", 82));
    assertThat(options.tls().ownKey()).isEqualTo(KeyKind.ECDSA_P256);
    assertThat(options.policy().access().tcpPorts()).hasToString("2222");
    assertThat(options.policy().floods().tunnels().total()).isEqualTo(6);
  }

  @Test
  void everythingWrongIsToldAtOnceWithItsLine() throws IOException {
    Files.writeString(
        file,
        """
        domain: http://x
        httpAddr: 80
        maxTunnels: lots
        maxHeaders: 0
        stallTimeout: 99999999999
        rsa: perhaps
        mux:
        maxWaiting:
        trustedProxies: [10.0.0.0/8, example]
        tcpPorts: {from: 1}
        bind: [127.0.0.1]
        log-level: LOUD
        tunelAddr: ":4443"
        config: other.yml
        accounts: {max_names: x}
        """);

    assertThat(run("-config=" + file)).isEqualTo(1);
    List<String> told = err.toString().replace(file.toString(), "ngrokd.yml").lines().toList();
    assertThat(told.get(0))
        .startsWith("ngrokd: ngrokd.yml:13: unknown key 'tunelAddr'. Did you mean 'tunnelAddr'?");
    assertThat(told.get(1)).startsWith("ngrokd.yml:14: unknown key 'config'. ");
    assertThat(told.subList(2, told.size()))
        .containsExactlyInAnyOrder(
            "ngrokd.yml:1: domain \"http://x\" is not a domain name: give letters, digits and"
                + " hyphens between dots (example.com) or an IP address, without https://, port or"
                + " *",
            "ngrokd.yml:2: httpAddr '80': no port; expected host:port; for example :8080",
            "ngrokd.yml:11: bind is a list; expected one value",
            "ngrokd.yml:6: rsa is 'perhaps'; expected true or false",
            "ngrokd.yml:7: mux has no value; expected true or false",
            "ngrokd.yml:4: maxHeaders '0': expected a number, at least 1",
            "ngrokd.yml:9: trustedProxies 'example' is not an IP address or a network as"
                + " 10.0.0.0/8",
            "ngrokd.yml:8: maxWaiting has no value; expected a number",
            "ngrokd.yml:3: maxTunnels is 'lots'; expected a number",
            "ngrokd.yml:5: stallTimeout is '99999999999'; expected a number",
            "ngrokd.yml:10: tcpPorts is a group of keys; expected one value",
            "ngrokd.yml:12: log-level 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR",
            "ngrokd.yml:15: max_names is 'x'; expected a number, 0 for none");
  }

  @Test
  void checkSaysThatTheFileIsRight() throws IOException {
    Files.writeString(file, "domain: example.com\naccounts:\n");

    assertThat(run("config", "check", "-config", file.toString())).isZero();
    assertThat(out.toString())
        .isEqualTo(file + " is right; accounts are in a database" + System.lineSeparator());
    assertThat(file.resolveSibling("state")).doesNotExist();
  }

  @Test
  void checkTellsWhatMayNotBeMeant() throws IOException {
    Files.writeString(file, "httpAddr: :8080\n");

    assertThat(run("config", "check", "-config=" + file)).isZero();
    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Warning: No -domain is given"),
            line -> assertThat(line).isEqualTo(file + " is right"));
  }

  @Test
  void checkTellsAllErrors() throws IOException {
    Files.writeString(file, "domain: a b\nmux: 2\n");

    assertThat(run("config", "check", "-config=" + file)).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains(file + ":"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void checkTellsOfFlagsThatBelongTogether() throws IOException {
    Files.writeString(file, "domain: example.com\ntlsCrt: c.pem\n");

    assertThat(run("config", "check", "-config=" + file)).isEqualTo(1);
    assertThat(err.toString())
        .contains(file + ": -tlsCrt and -tlsKey belong together: -tlsKey is missing");
  }

  @Test
  void configHasToBeToldWhat() {
    assertThat(run("config")).isEqualTo(2);
    assertThat(run("config", "chek")).isEqualTo(2);
    assertThat(run("config", "check", "-config", "/no/such/file")).isEqualTo(1);
    assertThat(err.toString()).contains("Cannot read the config file /no/such/file");
  }
}
