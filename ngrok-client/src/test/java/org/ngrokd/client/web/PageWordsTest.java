package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page's texts are there in both languages. */
class PageWordsTest {
  private static final Pattern TEXT =
      Pattern.compile("(\\w+|'[\\w-]+'): ('(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\")");

  private static String file() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(InspectorPage.class.getResourceAsStream("page/words.js"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The texts by their keys; those for one thing alone are English's own. */
  private static Map<String, String> texts(String begin) throws IOException {
    String file = file();
    int from = file.indexOf(begin);
    Matcher each = TEXT.matcher(file.substring(from, file.indexOf("\n  }", from)));
    Map<String, String> texts = new TreeMap<>();
    while (each.find()) {
      if (!each.group(1).endsWith("One")) {
        texts.put(each.group(1), each.group(2));
      }
    }
    return texts;
  }

  @Test
  void bothLanguagesHaveTheSameTexts() throws IOException {
    Map<String, String> english = texts("  en: {");

    assertThat(english).hasSizeGreaterThan(140);
    assertThat(texts("  zh: {").keySet()).isEqualTo(english.keySet());
  }

  @Test
  void whatIsPutIntoATextIsInBoth() throws IOException {
    Map<String, String> chinese = texts("  zh: {");

    texts("  en: {")
        .forEach(
            (key, text) ->
                assertThat(chinese.getOrDefault(key, "").contains("{0}"))
                    .as(key)
                    .isEqualTo(text.contains("{0}")));
  }
}
