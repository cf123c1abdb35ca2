package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UserException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which command lines mean a tunnel by ssh, and what it comes to. */
class PgrokTunnelTest {
  private static final String FILE =
      """
      remote_addr: example.com:2222
      forward_addr: http://localhost:3000
      token: the-token
      dynamic_forwards: /api localhost:8080
      """;

  @TempDir Path home;

  private Map<String, String> environment = Map.of();

  @Command
  private static final class Typed {
    @Mixin private final ClientFlags flags = new ClientFlags();
    @Mixin private final PgrokFlags pgrok = new PgrokFlags();
  }

  @BeforeEach
  void moveHome() {
    environment = Map.of("HOME", home.toString());
  }

  private Optional<PgrokTunnel> typed(String... arguments) {
    Typed typed = new Typed();
    var unused = GoFlags.commandLine(typed).setStopAtPositional(false).parseArgs(arguments);
    return PgrokTunnel.of(typed.pgrok, typed.flags, environment);
  }

  private Path pgroks() throws IOException {
    Path file = home.resolve(".pgrok/pgrok.yml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, FILE);
  }

  private ClientConfig config(List<String> words, String... arguments) {
    return typed(arguments).orElseThrow().plan(Word.HTTP, words).config();
  }

  private static List<String> paths(ClientConfig config) {
    return config.tunnels().get(0).options().upstream().paths().all().stream()
        .map(PathForward::toString)
        .toList();
  }

  @Test
  void withoutFileOrFlagItIsNone() {
    assertThat(typed()).isEmpty();
    assertThat(typed("-subdomain=shop")).isEmpty();
  }

  @Test
  void fileOfPgrokIsEnough() throws IOException {
    var unused = pgroks();

    ClientConfig config = config(List.of());

    assertThat(config.server().toString()).isEqualTo("example.com:2222");
    assertThat(config.authToken()).isEqualTo("the-token");
    TunnelConfig tunnel = config.tunnels().get(0);
    assertThat(tunnel.services().toString()).isEqualTo("{http=localhost:3000}");
    assertThat(paths(config)).containsExactly("/api -> localhost:8080");
  }

  @Test
  void ourOwnFileWithAServerGoesFirst() throws IOException {
    Path file = pgroks();
    Files.writeString(home.resolve(".ngrok"), "server_addr: example.com:4443\n");

    assertThat(typed()).isEmpty();
    assertThat(typed("-c", file.toString())).isPresent();
    assertThat(typed("-t", "other")).isPresent();
  }

  @Test
  void fileNamedByConfigIsTakenForWhatItIs() throws IOException {
    Path file = pgroks();
    Path ours = Files.writeString(home.resolve("ours"), "server_addr: example.com:4443\n");

    assertThat(typed("--config", file.toString())).isPresent();
    assertThat(typed("--config", ours.toString())).isEmpty();
  }

  @Test
  void flagsGoBeforeTheFile() throws IOException {
    var unused = pgroks();

    ClientConfig config =
        config(
            List.of("3001"),
            "-r",
            "other.example:22",
            "--token=typed",
            "-f",
            "3002",
            "-path",
            "/api=9000",
            "-path",
            "/b=9001,strip");

    assertThat(config.server().toString()).isEqualTo("other.example:22");
    assertThat(config.authToken()).isEqualTo("typed");
    assertThat(config.tunnels().get(0).services().toString()).isEqualTo("{http=127.0.0.1:3001}");
    assertThat(paths(config))
        .containsExactly("/api -> 127.0.0.1:9000", "/b -> 127.0.0.1:9001 (stripped)");
  }

  @Test
  void tcpTunnelHasNoPaths() throws IOException {
    var unused = pgroks();

    ClientConfig config = typed().orElseThrow().plan(Word.TCP, List.of("22")).config();

    assertThat(config.tunnels().get(0).services().toString()).isEqualTo("{tcp=127.0.0.1:22}");
    assertThat(paths(config)).isEmpty();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> config(List.of("80"), "-t", "x"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "remote_addr is missing in " + home.resolve(".config/pgrok/pgrok.yml"));
    assertThatThrownBy(() -> config(List.of("80"), "-r", "a:22")).hasMessageContaining("token is");
    assertThatThrownBy(() -> config(List.of(), "-r", "a:22", "-t", "x"))
        .hasMessageContaining("forward_addr is missing");
  }

  @Test
  void whatCannotBeAskedForBySshIsRefused() {
    assertThatThrownBy(() -> config(List.of("80"), "-r", "a:22", "-t", "x", "-httpauth", "a:b"))
        .hasMessageContaining("are not for tunnels by ssh");
  }
}
