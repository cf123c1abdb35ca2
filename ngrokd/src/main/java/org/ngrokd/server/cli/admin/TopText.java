package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.text.Columns;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.text.Wrapped;

/**
 * Lays the live screen out within a width and a height. What stands above the list takes the same
 * room whatever there is to say, so that nothing jumps. Made for one picture.
 */
final class TopText {
  private static final String HELP = "q quit  Tab %s  s order  / filter";

  /** Lines but for those of the slow and the rows. */
  private static final int FRAME = 8;

  private static final int WIDEST_CELL = 30;

  private final Seen seen;
  private final Wish wish;
  private final boolean isTyping;
  private final Paint paint;
  private final List<AttributedString> lines = new ArrayList<>();
  private int width;

  TopText(Seen seen, Wish wish, boolean isTyping, boolean hasColors) {
    this.seen = seen;
    this.wish = wish;
    this.isTyping = isTyping;
    this.paint = new Paint(hasColors);
  }

  /** How many rows of the list there is room for. */
  static int room(int height) {
    return Math.max(1, height - FRAME - slowLines(height));
  }

  private static int slowLines(int height) {
    if (height < 16) {
      return 1;
    }
    return height < 30 ? 3 : 5;
  }

  /** No more lines than the height, none wider than the width. */
  List<AttributedString> lines(int newWidth, int height) {
    width = newWidth;
    JsonValue status = seen.status();
    head(status);
    lines.add(AttributedString.EMPTY);
    if (status == null) {
      text(seen.trouble().isEmpty() ? "Asking the server …" : seen.trouble(), paint.red());
    } else {
      numbers(status.get("now"));
      gauges(status.get("memory"));
      slow(status.get("slow"), slowLines(height));
      list(room(height));
    }
    return lines.stream().limit(height).map(line -> line.columnSubSequence(0, width)).toList();
  }

  private void head(@Nullable JsonValue status) {
    String name = "ngrokd";
    String more = "";
    if (status != null) {
      JsonValue server = status.get("server");
      name = "ngrokd " + Texts.of(server, "version");
      more =
          "  %s  %s %s"
              .formatted(
                  Printable.dotted(Texts.of(server, "domain")),
                  Texts.of(server, "state").equals("draining") ? "draining, up" : "up",
                  Amounts.span(Amounts.of(server.get("uptimeSeconds"))));
    }
    String help = HELP.formatted(wish.subject().equals("tunnels") ? "clients" : "tunnels");
    int room = Math.max(0, width - name.length() - help.length() - 2);
    String told = Columns.cut(more, room, "…");
    lines.add(
        new AttributedStringBuilder()
            .append(name, AttributedStyle.BOLD)
            .append(told)
            .append(" ".repeat(Math.max(2, room + 2 - Columns.of(told))))
            .append(help, AttributedStyle.DEFAULT.faint())
            .toAttributedString());
  }

  private void numbers(JsonValue now) {
    long most = Amounts.of(now.get("visitorsMost"));
    JsonValue rate = now.get("perSecond");
    cells(
        "Clients", count(now, "clients"),
        "Tunnels", count(now, "tunnels"),
        "Visitors", count(now, "visitors") + (most == 0 ? "" : "/" + Amounts.bytes(most)),
        "Waiting", count(now, "waitingForClients"));
    cells(
        "Requests", Amounts.number(Amounts.fraction(rate.get("requests"))) + "/s",
        "Connections", Amounts.number(Amounts.fraction(rate.get("connections"))) + "/s",
        "In", Amounts.bytes(Amounts.fraction(rate.get("bytesIn"))) + "/s",
        "Out", Amounts.bytes(Amounts.fraction(rate.get("bytesOut"))) + "/s");
  }

  private static String count(JsonValue now, String what) {
    return String.valueOf(Amounts.of(now.get(what)));
  }

  /** Labels and what belongs to each, four to a line. */
  private void cells(String... labelled) {
    int cell = Math.min(WIDEST_CELL, width / 4);
    AttributedStringBuilder line = new AttributedStringBuilder();
    for (int i = 0; i < labelled.length; i += 2) {
      String label = labelled[i];
      String value = labelled[i + 1];
      int gap = Math.max(1, cell - 2 - label.length() - value.length());
      line.append(label, AttributedStyle.DEFAULT.faint())
          .append(" ".repeat(gap))
          .append(value, AttributedStyle.BOLD)
          .append("  ");
    }
    lines.add(line.toAttributedString());
  }

  private void gauges(JsonValue memory) {
    lines.add(line(gauge("Waiting", memory, "waiting"), gauge("Heap", memory, "heap")));
    lines.add(line(gauge("Buffers", memory, "direct"), gauge("Files", memory, "descriptors")));
  }

  private AttributedString line(AttributedStringBuilder left, AttributedStringBuilder right) {
    return left.append(right).toAttributedString();
  }

  private AttributedStringBuilder gauge(String label, JsonValue memory, String what) {
    long value = Amounts.of(memory.get(what));
    long most = Amounts.of(memory.get(what + "Most"));
    double part = most <= 0 ? 0 : Math.min(1, (double) value / most);
    String text =
        what.equals("descriptors")
            ? value + "/" + Amounts.bytes(most)
            : Amounts.bytes(value) + "/" + Amounts.bytes(most);
    int cell = Math.min(2 * WIDEST_CELL, width / 2);
    int bar = Math.max(4, cell - 2 - 8 - 2 - 12);
    int full = (int) Math.round(part * bar);
    return new AttributedStringBuilder()
        .append(String.format(Locale.ROOT, "%-8s", label), AttributedStyle.DEFAULT.faint())
        .append("[")
        .append("|".repeat(full), paint.of(part))
        .append(" ".repeat(bar - full))
        .append("]")
        .append(String.format(Locale.ROOT, "%12s", text), AttributedStyle.BOLD)
        .append("  ");
  }

  private void slow(JsonValue slow, int room) {
    int before = lines.size();
    List<String> told = StatusWords.slow(slow);
    if (!seen.trouble().isEmpty()) {
      Wrapped.lines(Printable.dotted(seen.trouble()), width, room)
          .forEach(line -> text(line, paint.red()));
    } else if (told.isEmpty()) {
      text("Nobody is slow.", AttributedStyle.DEFAULT.faint());
    } else {
      int shown = told.size() <= room ? told.size() : room - 1;
      told.stream().limit(shown).forEach(line -> text("! " + line, paint.yellow()));
      if (shown < told.size() && shown > 0) {
        text("! and %d more".formatted(told.size() - shown), paint.yellow());
      }
    }
    while (lines.size() < before + room) {
      lines.add(AttributedString.EMPTY);
    }
  }

  private void text(String text, AttributedStyle style) {
    lines.add(new AttributedString(Columns.cut(Printable.dotted(text), width, "…"), style));
  }

  private void list(int room) {
    boolean isThere = seen.subject().equals(wish.subject());
    List<JsonValue> rows = isThere ? seen.rows().stream().limit(room).toList() : List.of();
    lines.add(title(rows.size()));
    Table table = wish.subject().equals("tunnels") ? Rows.tunnels(rows) : Rows.clients(rows);
    List<String> text = table.fullLines(width);
    String head = text.get(0);
    int filling = Math.max(0, width - Columns.of(head));
    lines.add(new AttributedString(head + " ".repeat(filling), AttributedStyle.INVERSE));
    for (int i = 0; i < rows.size(); i++) {
      boolean isBusy =
          Amounts.of(rows.get(i).get("open")) + Amounts.of(rows.get(i).get("streams")) > 0;
      lines.add(
          new AttributedString(text.get(i + 1), isBusy ? paint.green() : AttributedStyle.DEFAULT));
    }
    if (isThere && rows.isEmpty()) {
      String none = wish.filter().isEmpty() ? "There are none." : "None has this in it.";
      text(none, AttributedStyle.DEFAULT.faint());
    }
  }

  private AttributedString title(int shown) {
    int all = seen.subject().equals(wish.subject()) ? seen.all() : 0;
    String range =
        shown < all ? " %d-%d of %d".formatted(wish.first() + 1, wish.first() + shown, all) : "";
    AttributedStringBuilder title =
        new AttributedStringBuilder()
            .append(wish.subject().equals("tunnels") ? "Tunnels" : "Clients", AttributedStyle.BOLD)
            .append(range)
            .append(" by " + wish.order(), AttributedStyle.DEFAULT.faint());
    if (isTyping || !wish.filter().isEmpty()) {
      title
          .append("  filter: ", AttributedStyle.DEFAULT.faint())
          .append(Printable.dotted(wish.filter()), AttributedStyle.BOLD)
          .append(isTyping ? "_" : "")
          .append(
              isTyping ? "  (Enter keeps it, Esc drops it)" : "  (Esc drops it)",
              AttributedStyle.DEFAULT.faint());
    }
    return title.toAttributedString();
  }
}
