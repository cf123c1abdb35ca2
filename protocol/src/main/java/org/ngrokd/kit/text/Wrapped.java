package org.ngrokd.kit.text;

import java.util.ArrayList;
import java.util.List;

/** A sentence in lines that are not wider than there is room. */
public final class Wrapped {
  private Wrapped() {}

  /** Words stay whole unless one alone is too wide; the last line takes what is left over. */
  public static List<String> lines(String text, int columns, int mostLines) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      boolean fits = line.isEmpty() || Columns.of(line) + 1 + Columns.of(word) <= columns;
      if (!fits && lines.size() < mostLines - 1) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
