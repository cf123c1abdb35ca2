package org.ngrokd.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The colours of our pages can be read. Source: WCAG 2.1, 1.4.3, level AA. */
class ContrastTest {
  private static final double LEAST = 4.5;
  private static final List<String> THEMES =
      List.of(":root {", ":root[data-theme=\"dark\"] {", ":root:not([data-theme]) {");
  private static final Pattern COLOR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

  /** The colours of ":root {" or ":root[data-theme=…] {". */
  private static Map<String, String> colors(String begin) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(PageFiles.class.getResourceAsStream("page/base.css"))) {
      String css = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      int from = css.indexOf(begin);
      Map<String, String> colors = new HashMap<>();
      Matcher each = COLOR.matcher(css.substring(from, css.indexOf('}', from)));
      while (each.find()) {
        colors.put(each.group(1), each.group(2));
      }
      return colors;
    }
  }

  private static double luminance(String color) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double part = Integer.parseInt(color.substring(2 * i, 2 * i + 2), 16) / 255.0;
      sum += weights[i] * (part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double contrast(Map<String, String> colors, String one, String other) {
    double first = luminance(colors.getOrDefault(one, ""));
    double second = luminance(colors.getOrDefault(other, ""));
    return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
  }

  @ParameterizedTest
  @CsvSource({
    "text, page panel hover accent-back code added removed",
    "quiet, page panel hover accent-back code",
    "accent, page panel hover accent-back code",
    "on-accent, accent",
    "good, panel hover accent-back good-back code",
    "moved, panel hover accent-back code",
    "warn, panel hover accent-back warn-back code",
    "bad, page panel hover accent-back bad-back",
    "page, text bad"
  })
  void everyTextStandsOutFromItsGround(String text, String grounds) throws IOException {
    for (String theme : THEMES) {
      Map<String, String> colors = colors(theme);
      for (String ground : grounds.split(" ", -1)) {
        assertThat(contrast(colors, text, ground))
            .as(theme + " " + text + " on " + ground)
            .isGreaterThanOrEqualTo(LEAST);
      }
    }
  }

  /** Source: WCAG 2.1, 1.4.11, level AA. */
  @Test
  void whereSomethingIsTypedStandsOutFromItsGround() throws IOException {
    for (String theme : THEMES) {
      for (String ground : new String[] {"page", "panel"}) {
        assertThat(contrast(colors(theme), "edge", ground))
            .as(theme + " edge on " + ground)
            .isGreaterThanOrEqualTo(3);
      }
    }
  }
}
