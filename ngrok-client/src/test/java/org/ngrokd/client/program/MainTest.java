package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The command line up to the point where it would connect. */
class MainTest {
  private static final String TWO_TUNNELS =
      """
      server_addr: example.com:4443
      tunnels:
        www: {proto: {http: 8080}}
        nas.example.com: {proto: {https: 5001}}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String home = System.getProperty("user.home", "");

  @TempDir Path directory;

  @BeforeEach
  void moveHome() {
    System.setProperty("user.home", directory.toString());
  }

  @AfterEach
  void moveBack() {
    System.setProperty("user.home", home);
    ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
  }

  private int run(Map<String, String> environment, String... arguments) {
    CommandLine line = Main.commandLine(environment);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private String config(String text) throws IOException {
    return Files.writeString(directory.resolve("ngrok.cfg"), text).toString();
  }

  private void failed(int code, String message) {
    assertThat(err.toString()).isEqualToIgnoringNewLines("ngrok: " + message);
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "-h", "-help", "--help"})
  void helpListsCommandsAndFlags(String argument) {
    assertThat(run(argument)).isZero();

    assertThat(out.toString())
        .contains("ngrok [OPTIONS] <local port or address>")
        .contains("start <tunnel>", "start-all", "list", "help", "version")
        .contains("-config", "-log", "-log-level", "-authtoken", "-httpauth")
        .contains("-subdomain", "-hostname", "-proto");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nothingAtAllIsHelp() {
    assertThat(run()).isZero();

    assertThat(out.toString())
        .startsWith("Three things make a tunnel:")
        .contains(
            "  1. a server", "server_addr: example.com:4443", "3. the port", "ngrok http 8080")
        .contains("ngrok [OPTIONS] <local port or address>");
  }

  @Test
  void helpThatWasAskedForHasNoFirstSteps() {
    assertThat(run("help")).isZero();

    assertThat(out.toString()).doesNotContain("Three things");
  }

  @Test
  void versionIsThatOfTheProtocolAndThenOurs() {
    assertThat(run("version")).isZero();

    assertThat(out.toString().lines()).containsExactly("1.7", "ngrok (from source)");
  }

  /** Libraries take all of it apart. */
  @ParameterizedTest
  @ValueSource(strings = {"-version", "--version"})
  void versionAsAnOptionIsThatOfTheAgentsWhoseWordsTheseAre(String option) {
    assertThat(run(option)).isZero();

    assertThat(out.toString()).isEqualTo("ngrok version 3.30.0" + System.lineSeparator());
  }

  @Test
  void startTakesNamesOrOneOfTheTwoWords() throws IOException {
    String config = config(TWO_TUNNELS);

    assertThat(run("start", "--none", "--all", "--config", config)).isEqualTo(2);
    assertThat(run("start", "www", "--none", "--config=" + config)).isEqualTo(2);
    assertThat(run("--none", "8080")).isEqualTo(2);

    assertThat(err.toString())
        .containsSubsequence("start takes names", "start takes names", "stand behind start");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config add-authtoken T --log stdout --config", "authtoken T -config"})
  void tokenIsSavedInTheWordsThatLibrariesLookFor(String words) throws IOException {
    String config = config("server_addr: a.example:4443\n");

    assertThat(run((words + " " + config).split(" ", -1))).isZero();

    assertThat(out.toString()).startsWith("Authtoken saved to configuration file: " + config);
    assertThat(Path.of(config)).content().contains("auth_token: \"T\"");
  }

  @Test
  void homeGoesBeforeWhatTheSystemThinks() throws IOException {
    Path other = Files.createDirectories(directory.resolve("other"));
    Files.writeString(other.resolve(".ngrok"), TWO_TUNNELS);

    assertThat(run(Map.of("HOME", other.toString()), "list")).isZero();

    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void remotePortIsForTcpAlone() {
    assertThat(run("http", "80", "--remote-port", "2222")).isEqualTo(2);

    assertThat(err.toString()).contains("-remotePort is for tcp tunnels");
  }

  @Test
  void misspeltTunnelIsSuggested() throws IOException {
    assertThat(run("-config", config(TWO_TUNNELS), "start", "wwv")).isEqualTo(1);

    assertThat(err.toString())
        .contains(
            "tunnel wwv which is not defined in the config file. Did you mean 'www'? There are:")
        .contains("www, nas.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-config=", "--config="})
  void listPrintsTheNamesInTheirOrder(String flag) throws IOException {
    assertThat(run(flag + config(TWO_TUNNELS), "list")).isZero();

    assertThat(out.toString().lines()).containsExactly("www", "nas.example.com");
  }

  @Test
  void flagsTakeTheirValueAsAWordToo() throws IOException {
    assertThat(run("-log", "none", "--config", config(TWO_TUNNELS), "list")).isZero();

    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void configInTheHomeDirectoryIsReadWithoutBeingNamed() throws IOException {
    Files.writeString(directory.resolve(".ngrok"), TWO_TUNNELS);

    assertThat(run("list")).isZero();

    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void placeOfLaterVersionsIsReadWhereThereIsNoFirst() throws IOException {
    Path later = Files.createDirectories(directory.resolve(".config/ngrok"));
    Files.writeString(later.resolve("ngrok.yml"), TWO_TUNNELS);

    assertThat(run("list")).isZero();
    assertThat(out.toString().lines()).hasSize(2);

    Files.writeString(directory.resolve(".ngrok"), "tunnels: {one: {proto: {http: 1}}}");
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines()).as("and one more").hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "tcp", "tls"})
  void laterFormNeedsAnAddress(String word) {
    assertThat(run(word)).isEqualTo(2);

    assertThat(err.toString()).contains("which local service?", "ngrok " + word + " 8080");
  }

  @Test
  void laterFormTakesOptionsBehindTheAddress() {
    assertThat(run("tcp", "no such address", "-log", "none")).isEqualTo(1);
    assertThat(err.toString()).contains("Invalid address for the local service 'no such address'");

    assertThat(run("http", "8080", "-subdomian=x")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown option '-subdomian=x'", "-subdomain");
  }

  @Test
  void configCommandsWorkOnTheFileThatIsNamed() throws IOException {
    assertThat(run("-config=" + config(TWO_TUNNELS), "config", "check")).isZero();

    assertThat(out.toString()).contains("ngrok.cfg is right; it describes 2 tunnels");
  }

  @Test
  void configInTheHomeDirectoryMayBeMissing() {
    assertThat(run("list")).isZero();

    assertThat(out.toString()).isEmpty();
  }

  @Test
  void configThatIsNamedMayNotBeMissing() {
    String missing = directory.resolve("no.cfg").toString();

    failed(
        run("-config=" + missing, "list"),
        "Failed to read configuration file " + missing + ": there is no such file");
  }

  @Test
  void unknownOptionIsWrongUsage() {
    assertThat(run("-sub-domain=x", "8080")).isEqualTo(2);

    assertThat(err.toString())
        .startsWith("ngrok: unknown option '-sub-domain=x'.")
        .contains("ngrok help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-log-level=LOUD", "-log-format=xml"})
  void unknownLogSettingIsWrongUsage(String flag) {
    assertThat(run(flag, "8080")).isEqualTo(2);

    assertThat(err.toString()).contains("is not one of");
  }

  @Test
  void optionsBehindTheAddressAreWrongUsage() {
    assertThat(run("8080", "-subdomain=x")).isEqualTo(2);

    assertThat(err.toString()).contains("Options come before the command or the local address");
  }

  @Test
  void startWithoutANameFails() throws IOException {
    failed(
        run("-config=" + config(TWO_TUNNELS), "start"),
        "You must specify at least one tunnel to start");
  }

  @Test
  void startAllWithoutTunnelsFails() throws IOException {
    failed(
        run("-config=" + config("auth_token: x\n"), "start-all"),
        "You must specify at least one tunnel to start");
  }

  @Test
  void startOfATunnelThatIsNotThereFails() throws IOException {
    failed(
        run("-config=" + config(TWO_TUNNELS), "start", "www", "x"),
        "Requested to start tunnel x which is not defined in the config file. There are: www,"
            + " nas.example.com");
  }

  @Test
  void allErrorsOfAConfigAreTold() throws IOException {
    String file = config("server_adr: x\ntunnels:\n  www: {}\n");

    assertThat(run("-config=" + file, "start", "www")).isEqualTo(1);

    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).contains("Did you mean 'server_addr'?");
  }

  @Test
  void untrustedHostRootsWithoutAnotherTrustFailWithTheCure() throws IOException {
    assertThat(run("-config=" + config("trust_host_root_certs: false\n"), "8080")).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("ngrok: trust_host_root_certs is false and no other trust is configured")
        .contains("root_cas", "server_fingerprint");
  }

  @Test
  void missingServerFailsAtOnce() throws IOException {
    String file = config("auth_token: x\n");

    assertThat(run("-config=" + file, "8080")).isEqualTo(1);

    assertThat(err.toString()).startsWith("ngrok: server_addr is missing in " + file);
  }

  @Test
  void missingCaFileFails() throws IOException {
    String missing = directory.resolve("ca.pem").toString();
    String file = config("server_addr: example.com:4443\n");

    assertThat(run("-config=" + file, "-root-cas=" + missing, "8080")).isEqualTo(1);

    assertThat(err.toString()).contains(missing);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-proto=udp", "-proto=", "-proto=http+", "--proto=HTTP"})
  void wrongProtocolFailsWithWhatIsAllowed(String flag) {
    assertThat(run(flag, "8080")).isEqualTo(2);

    assertThat(err.toString()).contains("is not one of http, https, tcp");
  }

  @Test
  void wordThatIsNoAddressFailsWithTheCommands() {
    assertThat(run("strat")).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("ngrok: Invalid address for the local service 'strat': ")
        .contains(
            "start, start-all, list, config, login, diagnose, init, completion, help, version");
  }

  @Test
  void wrongProxyInTheEnvironmentFailsWithoutItsPassword() {
    assertThat(run(Map.of("http_proxy", "ftp://alice:hunter2@proxy.example"), "8080")).isEqualTo(1);

    assertThat(err.toString()).contains("http_proxy").doesNotContain("hunter2");
  }

  @Test
  void logFileThatCannotBeWrittenFails() {
    String missing = directory.resolve("no/ngrok.log").toString();

    assertThat(run("-log=" + missing, "8080")).isEqualTo(1);

    assertThat(err.toString()).contains("Cannot write the log file " + missing);
  }
}
