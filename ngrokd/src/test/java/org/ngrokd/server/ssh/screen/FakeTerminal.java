package org.ngrokd.server.ssh.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal that knows what a {@link Canvas} sends, and nothing else: whatever else comes fails.
 */
final class FakeTerminal {
  private static final Pattern SEQUENCE = Pattern.compile("\033\\[([\\d;]*)([HJKm])");

  private final List<StringBuilder> grid = new ArrayList<>();
  private int row;
  private int lineFeeds;

  void take(String text) {
    Matcher sequence = SEQUENCE.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (sequence.find(at) && sequence.start() == at) {
        obey(sequence.group(1), sequence.group(2).charAt(0));
        at = sequence.end();
      } else {
        put(text.charAt(at++));
      }
    }
  }

  private void put(char each) {
    if (each == '\n') {
      lineFeeds++;
    } else if (each < ' ' || each == 0x7f || (each >= 0x80 && each < 0xa0)) {
      throw new AssertionError("a control character: " + (int) each);
    } else {
      line().append(each);
    }
  }

  private void obey(String numbers, char what) {
    switch (what) {
      case 'H' -> row = numbers.isEmpty() ? 0 : Integer.parseInt(numbers.replace(";1", "")) - 1;
      case 'K' -> line().setLength(0);
      case 'J' -> {
        int from = numbers.equals("2") ? 0 : row;
        grid.subList(Math.min(from, grid.size()), grid.size()).clear();
      }
      default -> {} // a colour
    }
  }

  private StringBuilder line() {
    while (grid.size() <= row) {
      grid.add(new StringBuilder());
    }
    return grid.get(row);
  }

  List<String> lines() {
    return grid.stream().map(StringBuilder::toString).toList();
  }

  /** On which line the cursor is, from 0. */
  int cursor() {
    return row;
  }

  int lineFeeds() {
    return lineFeeds;
  }
}
