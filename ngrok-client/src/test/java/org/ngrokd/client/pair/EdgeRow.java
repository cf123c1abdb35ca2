package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of edge-table.txt, which says what its signs mean. Texts hold one byte in each
 * character.
 *
 * @param atService what the service gets; "<" for no more than the request's head
 * @param atVisitor what the visitor gets, word by word
 */
record EdgeRow(String name, String request, String atService, List<String> atVisitor) {
  private static final Pattern REPEATED = Pattern.compile("\\{([0-9]+)\\*(.*?)\\}");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(n|L|R|0|t|\\\\|x[0-9A-F]{2})", Pattern.DOTALL);

  /** All rows of the table. */
  static List<EdgeRow> all() throws IOException {
    try (InputStream table = EdgeRow.class.getResourceAsStream("/edge-table.txt")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(EdgeRow::parse)
          .toList();
    }
  }

  private static EdgeRow parse(String line) {
    String[] cells = line.split(" \\| ", -1);
    if (cells.length != 4) {
      throw new IllegalArgumentException("not four cells: " + line);
    }
    String request = bytes(cells[1]);
    String atService =
        switch (cells[2]) {
          case "=" -> request;
          case "-" -> "";
          case "<" -> "<";
          default -> bytes(cells[2]);
        };
    return new EdgeRow(cells[0], request, atService, List.of(cells[3].split(" ", -1)));
  }

  private static String bytes(String cell) {
    String hosted = cell.replace("{H}", "Host: www.localhost\\n");
    String repeated =
        REPEATED
            .matcher(hosted)
            .replaceAll(
                each ->
                    Matcher.quoteReplacement(
                        each.group(2).repeat(Integer.parseInt(each.group(1)))));
    return ESCAPE
        .matcher(repeated)
        .replaceAll(each -> Matcher.quoteReplacement(unescaped(each.group(1))));
  }

  private static String unescaped(String escape) {
    return switch (escape) {
      case "n" -> "\r\n";
      case "L" -> "\n";
      case "R" -> "\r";
      case "0" -> "\0";
      case "t" -> "\t";
      case "\\" -> "\\";
      default -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
    };
  }

  String head() {
    return request.substring(0, request.indexOf("\r\n\r\n") + 4);
  }

  @Override
  public String toString() {
    return name;
  }
}
