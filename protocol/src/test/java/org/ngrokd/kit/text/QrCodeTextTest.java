package org.ngrokd.kit.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrCodeTextTest {
  private final QrCodeText code = QrCodeText.of("https://nas.example.com");

  @Test
  void bothFormsShowTheSameModules() {
    assertThat(modulesOf(code.blocks())).isEqualTo(code.ascii());
  }

  @Test
  void theFinderPatternsAreInThreeCornersWithinTheMargin() {
    List<String> lines = code.ascii();
    int last = lines.size() - 1;

    String edge = "####              ##";
    assertThat(lines.get(0)).matches("#+");
    assertThat(lines.get(2)).startsWith(edge).endsWith("##              ####");
    assertThat(lines.get(last - 2)).startsWith(edge).doesNotEndWith("##              ####");
  }

  @Test
  void aTextThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> QrCodeText.of("x".repeat(5000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too long");
  }

  /** As ASCII draws them; the line below the last is none. */
  private static List<String> modulesOf(List<String> blocks) {
    List<String> modules = new ArrayList<>();
    for (String line : blocks) {
      modules.add(half(line, "█▀"));
      modules.add(half(line, "█▄"));
    }
    return modules.subList(0, modules.size() - 1);
  }

  private static String half(String line, String light) {
    StringBuilder half = new StringBuilder();
    line.chars().forEach(each -> half.append(light.indexOf(each) >= 0 ? "##" : "  "));
    return half.toString();
  }
}
