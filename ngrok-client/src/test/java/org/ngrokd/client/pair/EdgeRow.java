package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.ngrokd.protocol.testing.WireText;

/**
 * One line of edge-table.txt, which says what its signs mean. Texts hold one byte in each
 * character.
 *
 * @param atService what the service gets; "<" for no more than the request's head
 * @param atVisitor what the visitor gets, word by word
 */
record EdgeRow(String name, String request, String atService, List<String> atVisitor) {
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
    return WireText.bytes(cell.replace("{H}", "Host: www.localhost\\n"));
  }

  String head() {
    return request.substring(0, request.indexOf("\r\n\r\n") + 4);
  }

  @Override
  public String toString() {
    return name;
  }
}
