package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;

class ConfigCommandsTest {
  private final StringWriter out = new StringWriter();

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("deep/ngrok.yml");
  }

  private void write(String text) throws IOException {
    Files.createDirectories(directory.resolve("deep"));
    Files.writeString(file(), text);
  }

  private void run(Map<String, String> environment, String... words) throws InterruptedException {
    new ConfigCommands(
            file(), () -> ConfigFile.read(file()), new PrintWriter(out, true), environment)
        .run(List.of(words));
  }

  private void run(String... words) throws InterruptedException {
    run(Map.of(), words);
  }

  @Test
  void checkCountsTheTunnels() throws Exception {
    write("server_addr: a.example:4443\ntunnels: {www: {proto: {http: 8080}}}\n");

    run("check");

    assertThat(out.toString())
        .isEqualToIgnoringNewLines(file() + " is right; it describes 1 tunnel");
  }

  @Test
  void checkMissesTheServer() throws Exception {
    write("tunnels: {www: {proto: {http: 8080}}}\n");

    assertThatThrownBy(() -> run("check"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("server_addr is missing in " + file());
  }

  @Test
  void checkTellsWhatIsIgnored() throws Exception {
    write("server_addr: example.com:4443\ntunnel: {}\n");

    run("check");

    assertThat(out.toString().lines())
        .containsExactly(
            file()
                + ":2: the unknown key 'tunnel' is ignored. Did you mean 'tunnels'? Allowed:"
                + " server_addr, auth_token, tunnels, trust_host_root_certs, root_cas,"
                + " server_fingerprint, http_proxy, log, log_level, log_format, console_ui, homes,"
                + " inspect, inspect_addr, inspect_auth, inspect_body_limit, inspect_exchanges,"
                + " inspect_memory",
            file() + " is right; it describes 0 tunnels");
  }

  @Test
  void checkNamesTheFault() throws Exception {
    write("tunnels: {www: {}}\n");

    assertThatThrownBy(() -> run("check"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Tunnel www")
        .hasMessageContaining(file().toString());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void checkOfNothingSaysWhatToDo() {
    assertThatThrownBy(() -> run("check"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no config file " + file())
        .hasMessageContaining("ngrok config edit");
  }

  @Test
  void tokenIsKeptBesideWhatIsThere() throws Exception {
    write("# mine\nserver_addr: example.com:4443\n");

    run("add-authtoken", "s3cret");

    assertThat(Files.readString(file()))
        .contains("# mine", "server_addr: example.com:4443", "auth_token: \"s3cret\"");
    assertThat(out.toString()).contains(file().toString()).doesNotContain("s3cret");
  }

  @Test
  void tokenMakesTheFileAndItsDirectory() throws Exception {
    run("add-authtoken", "s3cret");

    assertThat(file()).hasContent("auth_token: \"s3cret\"");
  }

  @Test
  void tokenIsNotWrittenIntoABrokenFile() throws Exception {
    write("tunnels: [\n");

    assertThatThrownBy(() -> run("add-authtoken", "s3cret")).isInstanceOf(UserException.class);

    assertThat(file()).hasContent("tunnels: [\n");
  }

  @Test
  void editorGetsTheFileAndWhatItLeavesIsChecked() throws Exception {
    Path prepared = Files.writeString(directory.resolve("prepared"), "server_addr: a.example:1\n");

    run(Map.of("EDITOR", "cp " + prepared), "edit");

    assertThat(file()).hasSameTextualContentAs(prepared);
    assertThat(out.toString()).contains("is right; it describes 0 tunnels");
  }

  @Test
  void visualGoesBeforeEditor() {
    assertThatThrownBy(() -> run(Map.of("VISUAL", "false", "EDITOR", "true"), "edit"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("'false' failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "chek", "check,it", "add-authtoken", "add-authtoken,a,b", "edit,x"})
  void otherWordsAreWrongUsage(String words) {
    String[] typed = words.isEmpty() ? new String[0] : words.split(",", -1);

    assertThatThrownBy(() -> run(typed))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ngrok config check");
  }
}
