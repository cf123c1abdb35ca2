package org.ngrokd.server.ssh.screen;

import org.ngrokd.kit.text.Columns;

/** One line of the screen as it grows: never wider than the window, whatever is put into it. */
final class Row {
  private static final String PLAIN = "\033[0m";

  private final Look look;
  private final StringBuilder text = new StringBuilder();
  private int columns;

  Row(Look look) {
    this.look = look;
  }

  /** What a piece of a line stands out by; on a terminal without colours by little. */
  enum Style {
    PLAIN(""),
    BOLD("\033[1m"),
    FAINT("\033[2m"),
    GREEN("\033[32m"),
    CYAN("\033[36m"),
    YELLOW("\033[33m"),
    RED("\033[31m"),
    /** As a QR code has to be, on light terminals too. */
    PAPER("\033[97;40m");

    private final String start;

    Style(String start) {
      this.start = start;
    }

    private boolean isShown(Look look) {
      return !start.isEmpty() && (look.hasColors() || this == BOLD);
    }
  }

  /** Puts it behind what is there, as far as there is room. */
  Row add(String piece, Style style) {
    String shown = look.cut(look.shown(piece), look.width() - columns);
    columns += Columns.of(shown);
    if (style.isShown(look) && !shown.isBlank()) {
      text.append(style.start).append(shown).append(PLAIN);
    } else {
      text.append(shown);
    }
    return this;
  }

  Row add(String piece) {
    return add(piece, Style.PLAIN);
  }

  /** Puts it into a column of this width, cut or filled up. */
  Row cell(String piece, int width, Style style) {
    String shown = look.cut(look.shown(piece), width);
    add(shown, style);
    return to(columns + width - Columns.of(shown));
  }

  /** Goes on at this column, or where the line is if that is farther. */
  Row to(int column) {
    int blanks = Math.min(column, look.width()) - columns;
    if (blanks > 0) {
      text.append(" ".repeat(blanks));
      columns += blanks;
    }
    return this;
  }

  /** How many columns are left. */
  int left() {
    return look.width() - columns;
  }

  @Override
  public String toString() {
    return text.toString().stripTrailing();
  }
}
