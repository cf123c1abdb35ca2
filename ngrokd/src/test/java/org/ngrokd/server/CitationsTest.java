package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the sources cite of docs/protocol.md is there. */
class CitationsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/protocol.md");

  /** A section by its number, perhaps several (1-5), and perhaps words of it. */
  private static final Pattern SECTION =
      Pattern.compile("§([0-9]+)(?:-([0-9]+))?(?![0-9]|\\.[0-9])(?: \"([^\"]+)\")?");

  /** Other texts have sections too. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("(RFC [0-9]+|XML 1\\.0|URL standard) §[0-9.]+");

  /** Words of any section, or its heading. */
  private static final Pattern WORDS = Pattern.compile("docs/protocol\\.md \"([^\"]+)\"");

  /** The start of another line of a comment. */
  private static final Pattern NEXT_LINE = Pattern.compile("\\s*\\n\\s*(?:\\*|//)?\\s*");

  /** A top heading with its number. */
  private static final Pattern NUMBERED = Pattern.compile("(?m)^## ([0-9]+)\\. ");

  @Test
  void whatIsCitedOfTheProtocolStandsOnItsPage() throws IOException {
    String page = Files.readString(PAGE);
    Map<Integer, String> sections = sections(page);
    List<String> wrong = new ArrayList<>();
    int citations = 0;
    for (Path source : sources()) {
      String text = oneLine(Files.readString(source));
      for (MatchResult cited :
          SECTION.matcher(ELSEWHERE.matcher(text).replaceAll("")).results().toList()) {
        citations++;
        if (!isThere(cited, sections)) {
          wrong.add(source.getFileName() + ": " + cited.group());
        }
      }
      for (MatchResult cited : WORDS.matcher(text).results().toList()) {
        citations++;
        if (!has(page, cited.group(1))) {
          wrong.add(source.getFileName() + ": " + cited.group());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(citations).isGreaterThan(60);
  }

  private static boolean isThere(MatchResult cited, Map<Integer, String> sections) {
    String first = sections.get(Integer.valueOf(cited.group(1)));
    boolean lastIsThere =
        cited.group(2) == null || sections.containsKey(Integer.valueOf(cited.group(2)));
    return first != null && lastIsThere && (cited.group(3) == null || has(first, cited.group(3)));
  }

  /** In any case, and over the ends of lines. */
  private static boolean has(String text, String words) {
    return oneLine(text).toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
  }

  private static String oneLine(String text) {
    return NEXT_LINE.matcher(text).replaceAll(" ");
  }

  /** Each section's text by its number. */
  private static Map<Integer, String> sections(String page) {
    Map<Integer, String> sections = new LinkedHashMap<>();
    Matcher heading = NUMBERED.matcher(page);
    while (heading.find()) {
      int end = page.indexOf("\n## ", heading.end());
      sections.put(
          Integer.valueOf(heading.group(1)),
          page.substring(heading.start(), end < 0 ? page.length() : end));
    }
    return sections;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : List.of("protocol", "certs", "ngrokd", "ngrok-client")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("CitationsTest.java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }
}
