package org.ngrokd.server.ssh.screen;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.text.Columns;
import org.ngrokd.kit.text.Numbers;
import org.ngrokd.kit.text.Wrapped;
import org.ngrokd.server.ssh.screen.Row.Style;
import org.ngrokd.server.ssh.screen.Traffic.Seen;
import org.ngrokd.server.ssh.screen.Traffic.State;

/**
 * Lays the screen out within a window. Where that is small, the addresses come first, then the
 * counts, then the last visits; what is left over is air.
 */
final class ScreenText {
  /** Below so many lines there is no title, and below the second no air. */
  private static final int TITLE = 5;

  private static final int AIR = 10;

  /** What follows the tunnels in any case: the counts, and two visits. */
  private static final int BEHIND_TUNNELS = 4;

  private static final int CLOCK = 10;
  private static final int METHOD = 8;
  private static final int STATUS = 5;
  private static final int TIME = 8;

  /** Narrower, a target says nothing: rather no clock. */
  private static final int LEAST_TARGET = 20;

  private static final int NOTICE = 3;

  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private final View view;
  private final Look look;
  private final List<String> lines = new ArrayList<>();

  private ScreenText(View view, Look look) {
    this.view = view;
    this.look = look;
  }

  /** No more lines than there is room, none wider than the window. */
  static List<String> lines(View view, Look look) {
    ScreenText text = new ScreenText(view, look);
    text.draw();
    return List.copyOf(text.lines.subList(0, Math.min(text.lines.size(), look.room())));
  }

  private void draw() {
    if (look.room() >= TITLE) {
      title();
      air();
    }
    tunnels();
    air();
    notice();
    counts();
    air();
    int left = look.room() - lines.size();
    view.traffic().last().stream().limit(Math.max(0, left)).forEach(this::visit);
  }

  private void air() {
    if (look.room() >= AIR) {
      lines.add("");
    }
  }

  private Row row() {
    return new Row(look);
  }

  private void add(Row row) {
    lines.add(row.toString());
  }

  private void title() {
    Row row = row().add("ngrokd ").add(view.server(), Style.BOLD);
    if (!view.account().isEmpty()) {
      row.add("  ").add(view.account());
    }
    String keys = look.words().keys();
    int gap = row.left() - Columns.of(keys);
    if (gap >= 2) {
      row.to(look.width() - Columns.of(keys)).add(keys, Style.FAINT);
    }
    add(row);
  }

  private void tunnels() {
    List<Row> rows = new ArrayList<>();
    int width = Math.min(addressWidth(), look.width() * 2 / 3);
    for (ShownForward forward : view.forwards()) {
      for (String url : forward.urls()) {
        Row row = row().add(url, Style.CYAN);
        String leads = (look.isUtf8() ? "→ " : "-> ") + forward.asked();
        if (row.left() >= Columns.of(leads) + 2) {
          row.to(width + 2).add(leads, Style.FAINT);
        }
        rows.add(row);
      }
    }
    int room = Math.max(1, look.room() - lines.size() - BEHIND_TUNNELS);
    int shown = rows.size() <= room ? rows.size() : Math.max(1, room - 1);
    rows.stream().limit(shown).forEach(this::add);
    if (shown < rows.size()) {
      add(row().add(look.words().more().formatted(rows.size() - shown), Style.FAINT));
    }
  }

  private int addressWidth() {
    return view.forwards().stream()
        .flatMap(forward -> forward.urls().stream())
        .mapToInt(Columns::of)
        .max()
        .orElse(0);
  }

  /** All of it, if it is no longer than a few lines: what to do is at its end. */
  private void notice() {
    if (!view.notice().isEmpty()) {
      Wrapped.lines(look.shown(view.notice()), look.width(), NOTICE)
          .forEach(line -> add(row().add(line, Style.YELLOW)));
      air();
    }
  }

  private void counts() {
    Traffic.Sight traffic = view.traffic();
    String text =
        traffic.total() == 0
            ? look.words().waiting()
            : look.words()
                .counts()
                .formatted(
                    traffic.total(),
                    traffic.open(),
                    Numbers.bytes(traffic.fromVisitors()),
                    Numbers.bytes(traffic.toVisitors()));
    add(row().add(text, Style.BOLD));
  }

  private void visit(Seen seen) {
    Row row = row();
    int fixed = METHOD + STATUS + TIME;
    if (look.width() >= CLOCK + fixed + LEAST_TARGET) {
      row.cell(TIME_OF_DAY.format(seen.at()), CLOCK, Style.FAINT);
    }
    if (look.width() < fixed + LEAST_TARGET) {
      add(row.cell(status(seen), STATUS, style(seen)).add(seen.what() + " " + seen.target()));
      return;
    }
    row.cell(seen.what(), METHOD, Style.PLAIN);
    int target = row.left() - STATUS - TIME - 1;
    row.cell(seen.target(), target, Style.PLAIN).add(" ").cell(status(seen), STATUS, style(seen));
    add(row.add(time(seen)));
  }

  private String time(Seen seen) {
    return seen.state() == State.UNDER_WAY ? "" : Numbers.time(seen.took());
  }

  private String status(Seen seen) {
    if (seen.status() > 0) {
      return String.valueOf(seen.status());
    }
    return switch (seen.state()) {
      case UNDER_WAY -> look.isUtf8() ? "…" : "..";
      case ENDED -> look.isUtf8() ? "✓" : "ok";
      case BROKEN -> look.isUtf8() ? "✗" : "x";
    };
  }

  /** What broke off is red, whatever its status said. */
  private static Style style(Seen seen) {
    if (seen.state() == State.BROKEN) {
      return Style.RED;
    }
    return switch (seen.status() / 100) {
      case 2 -> Style.GREEN;
      case 4 -> Style.YELLOW;
      case 5 -> Style.RED;
      default -> Style.PLAIN;
    };
  }
}
