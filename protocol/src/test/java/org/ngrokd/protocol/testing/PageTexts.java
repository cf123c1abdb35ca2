package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of a page in both languages, as they stand in one of its files. */
public final class PageTexts {
  private static final Pattern TEXT =
      Pattern.compile("(\\w+|'[\\w.-]+'): ('(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\")");

  private static final List<String> PLACES = List.of("{0}", "{1}");

  private final String file;

  private PageTexts(String file) {
    this.file = file;
  }

  /**
   * Those of a file.
   *
   * @param beside the class beside which the page's folder is
   */
  public static PageTexts of(Class<?> beside, String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(beside.getResourceAsStream("page/" + name), name)) {
      return new PageTexts(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** By their keys; those for one thing alone are English's own and left out. */
  public Map<String, String> english() {
    return texts("  en: {");
  }

  public Map<String, String> chinese() {
    return texts("  zh: {");
  }

  private Map<String, String> texts(String begin) {
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

  /** The keys of those into which one language puts what the other leaves out. */
  public List<String> unequal() {
    Map<String, String> chinese = chinese();
    List<String> unequal = new ArrayList<>();
    english()
        .forEach(
            (key, text) -> {
              String other = chinese.getOrDefault(key, "");
              if (PLACES.stream()
                  .anyMatch(place -> text.contains(place) != other.contains(place))) {
                unequal.add(key);
              }
            });
    return unequal;
  }
}
