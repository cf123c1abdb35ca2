package org.ngrokd.server.ssh.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands in the terminal, and what has to be sent to make it something else: the lines that
 * differ. No mode of the terminal is changed, so that it is as it was when the connection breaks:
 * the picture stays, and the cursor waits below it.
 */
final class Canvas {
  /** What one piece may have at most, in characters; the rest follows in the next. */
  private static final int PIECE = 12 * 1024;

  private static final String LINE = "\033[%d;1H\033[2K";
  private static final String TO_LINE = "\033[%d;1H";
  private static final String REST = "\033[%d;1H\033[J";
  private static final String ALL = "\033[H\033[2J";

  private final List<String> shown = new ArrayList<>();

  /** The picture stands lower than these lines, if it does. */
  private boolean isBlank = true;

  private int height;

  /** A piece of what is to be sent; {@code isWhole} when it was all. */
  record Piece(String text, boolean isWhole) {}

  /**
   * What makes of what is shown these lines; "" when it is them already.
   *
   * @param height of the window
   */
  Piece next(List<String> lines, int height) {
    StringBuilder text = new StringBuilder();
    if (isBlank || this.height != height) {
      text.append(isBlank ? "\n".repeat(height - 1) : "").append(ALL);
      shown.clear();
      isBlank = false;
      this.height = height;
    }
    boolean isWhole = changed(lines, text);
    if (isWhole && shown.size() > lines.size()) {
      text.append(REST.formatted(lines.size() + 1));
      shown.subList(lines.size(), shown.size()).clear();
    }
    if (!text.isEmpty()) {
      text.append(TO_LINE.formatted(shown.size() + 1));
    }
    return new Piece(text.toString(), isWhole);
  }

  private boolean changed(List<String> lines, StringBuilder text) {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (i < shown.size() && shown.get(i).equals(line)) {
        continue;
      }
      if (text.length() > PIECE) {
        return false;
      }
      text.append(LINE.formatted(i + 1)).append(line);
      if (i < shown.size()) {
        shown.set(i, line);
      } else {
        shown.add(line);
      }
    }
    return true;
  }

  /** The window has changed: nothing of what stands in it is where it was. */
  void resized() {
    height = 0;
  }
}
