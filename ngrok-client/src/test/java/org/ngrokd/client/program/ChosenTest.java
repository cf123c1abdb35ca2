package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.kit.cli.UserException;

class ChosenTest {
  @TempDir Path directory;

  private ConfigFile three() throws IOException {
    return ConfigFile.read(
        Files.writeString(
            directory.resolve("ngrok.cfg"),
            """
            tunnels:
              c: {proto: {http: 1}}
              a: {proto: {http: 2}}
              b: {proto: {http: 3}}
            """));
  }

  @Test
  void namedOnesComeInTheOrderTheyWereNamed() throws IOException {
    assertThat(Chosen.named(three(), List.of("b", "c")))
        .extracting(TunnelConfig::name)
        .containsExactly("b", "c");
  }

  @Test
  void allComeInTheFilesOrder() throws IOException {
    assertThat(Chosen.all(three())).extracting(TunnelConfig::name).containsExactly("c", "a", "b");
  }

  @Test
  void unknownNameIsTold() throws IOException {
    ConfigFile file = three();

    assertThatThrownBy(() -> Chosen.named(file, List.of("a", "x")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Requested to start tunnel x which is not defined in the config file. There are: c, a,"
                + " b");
  }

  @Test
  void misspeltNameIsSuggested() throws IOException {
    ConfigFile file =
        ConfigFile.read(
            Files.writeString(
                directory.resolve("ngrok.cfg"),
                "tunnels: {api: {proto: {http: 1}}, web: {proto: {http: 2}}}"));

    assertThatThrownBy(() -> Chosen.named(file, List.of("wbe")))
        .hasMessageEndingWith("Did you mean 'web'? There are: api, web");
    assertThatThrownBy(() -> Chosen.named(ConfigFile.EMPTY, List.of("web")))
        .hasMessageEndingWith(
            "It defines none: add them below 'tunnels', or name another file with -config");
  }

  @Test
  void noneIsAnError() throws IOException {
    ConfigFile file = three();

    assertThatThrownBy(() -> Chosen.named(file, List.of()))
        .hasMessage("You must specify at least one tunnel to start");
    assertThatThrownBy(() -> Chosen.all(ConfigFile.EMPTY))
        .hasMessage("You must specify at least one tunnel to start");
  }
}
