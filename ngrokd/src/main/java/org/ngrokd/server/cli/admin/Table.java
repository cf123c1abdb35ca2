package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ngrokd.kit.text.Columns;
import org.ngrokd.kit.text.Printable;

/**
 * A table for a terminal: columns as wide as what stands in them, as far as there is room. What a
 * row is known by, in its first column, is never cut: where it is too long it has a line to itself.
 * Used by one thread.
 */
final class Table {
  private static final String GAP = " ";
  private static final String CUT = "…";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param least columns of the terminal that it keeps where there is little room; 0: all that it
   *     needs
   */
  record Column(String head, boolean isNumber, int least) {
    static Column text(String head, int least) {
      return new Column(head, false, least);
    }

    static Column number(String head) {
      return new Column(head, true, 0);
    }
  }

  Table(Column... columns) {
    this.columns = List.of(columns);
  }

  /** Adds a row; what cannot be shown in it is a dot. */
  void row(String... cells) {
    rows.add(List.of(cells).stream().map(Printable::dotted).toList());
  }

  /** Its lines, or one that says there is nothing. */
  List<String> linesOr(String nothing, int width) {
    return rows.isEmpty() ? List.of(nothing) : lines(width);
  }

  /**
   * Its lines, the head first.
   *
   * @param width columns of the terminal
   */
  List<String> lines(int width) {
    int[] widths = widths(width);
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::head).toList(), widths));
    for (List<String> row : rows) {
      String first = row.get(0);
      if (Columns.of(first) > widths[0]) {
        lines.add(first);
        List<String> rest = new ArrayList<>(row);
        rest.set(0, "");
        lines.add(line(rest, widths));
      } else {
        lines.add(line(row, widths));
      }
    }
    return lines;
  }

  /** The same over all the width, with a line for each row, and what is too long cut. */
  List<String> fullLines(int width) {
    int[] widths = widths(width);
    int spare = width - IntStream.of(widths).sum() - (columns.size() - 1) * GAP.length();
    IntStream.range(0, widths.length)
        .filter(i -> columns.get(i).least() > 0)
        .findFirst()
        .ifPresent(i -> widths[i] += Math.max(0, spare));
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(Column::head).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] widths(int width) {
    int[] widths =
        IntStream.range(0, columns.size())
            .map(
                i ->
                    Math.max(
                        Columns.of(columns.get(i).head()),
                        rows.stream().mapToInt(row -> Columns.of(row.get(i))).max().orElse(0)))
            .toArray();
    int room = width - (columns.size() - 1) * GAP.length();
    int excess = IntStream.of(widths).sum() - room;
    while (excess > 0) {
      int widest = widest(widths);
      if (widest < 0) {
        return widths; // the terminal wraps it
      }
      widths[widest]--;
      excess--;
    }
    return widths;
  }

  /** The column that can best do with less; -1: none. */
  private int widest(int[] widths) {
    return IntStream.range(0, widths.length)
        .filter(i -> columns.get(i).least() > 0 && widths[i] > columns.get(i).least())
        .boxed()
        .max(Comparator.comparingInt(i -> widths[i] - columns.get(i).least()))
        .orElse(-1);
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = Columns.cut(cells.get(i), widths[i], CUT);
      String filling = " ".repeat(Math.max(0, widths[i] - Columns.of(cell)));
      line.append(i == 0 ? "" : GAP)
          .append(columns.get(i).isNumber() ? filling + cell : cell + filling);
    }
    return line.toString().stripTrailing();
  }
}
