package org.ngrokd.kit.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.cli.UserException;

/** Files of other programs, whichever form they have. */
class ForeignFileTest {
  private static ForeignKeys keys(String name, String text) {
    return ForeignKeys.of(ForeignFile.parse(name, text, Map.of("PORT", "7001")).root());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f.toml | [common]\\nport = 1",
        "f.ini  | [common]\\nport = 1",
        "f.yaml | common:\\n  port: 1",
        "f.json | {\"common\": {\"port\": 1}}",
        "f.conf | # old\\n[common]\\nport = 1",
        "f      | common.port = 1\\n[other]\\nx = 2"
      })
  void sameIsReadOfEachForm(String name, String text) {
    ForeignKeys keys = keys(name, text.replace("\\n", "\n") + "\n");

    assertThat(keys.take("common.port")).contains("1");
  }

  @Test
  void variablesOfTheEnvironmentAreFilledIn() {
    assertThat(keys("f.toml", "a = \"{{ .Envs.PORT }}\"\n").take("a")).contains("7001");
  }

  @Test
  void whatCannotBeFilledInIsToldWithItsLine() {
    assertThatThrownBy(() -> keys("f.toml", "\na = \"{{ .Envs.NONE }}\"\n"))
        .hasMessage("f.toml:2: the variable NONE is not set here; set it");
    assertThatThrownBy(() -> keys("f.toml", "# {{ fine }}\n{{- range $_, $v := x }}\n"))
        .hasMessage(
            "f.toml:2: a template that is no {{ .Envs.NAME }} is not carried out here; write it out");
  }

  @Test
  void fileThatIsNotThereIsToldInOneLine() {
    assertThatThrownBy(() -> ForeignFile.read(Path.of("none.toml"), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read none.toml: there is no such file");
  }

  @Test
  void whatNobodyTakesAndSaysSomethingIsLeft() {
    ForeignKeys keys =
        keys("f.toml", "taken = 1\noff = false\nnone = 0\nempty = []\n[deep]\nleft = \"x\"\n");
    keys.take("taken");
    Leftovers leftovers = new Leftovers("f.toml");

    leftovers.addLeft(keys, Map.of("deep", "go another way"));

    assertThat(leftovers.lines()).containsExactly("f.toml:6: deep.left: go another way");
  }
}
