package org.ngrokd.client.ui;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.traffic.Counts;
import org.ngrokd.kit.text.Numbers;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.text.Wrapped;
import org.ngrokd.protocol.ProtocolVersion;

/** Lays the screen out within a width and a height. Protocol: §10. */
final class ScreenText {
  private static final int LABEL = 18;
  private static final int COLUMN = 9;
  private static final int METHOD = 8;
  private static final int STATUS = 26;
  private static final int TIME = 9;
  private static final int FEW_TUNNELS = 3;
  private static final int MOST_LINES = 4;
  private static final int MOST_REFUSED = 4;
  private static final String HELP = "q quits, c copies the URL";

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final ScreenView view;
  private final int width;
  private final int height;
  private final boolean hasColors;
  private final List<AttributedString> lines = new ArrayList<>();

  private ScreenText(ScreenView view, int width, int height, boolean hasColors) {
    this.view = view;
    this.width = width;
    this.height = height;
    this.hasColors = hasColors;
  }

  /** No more lines than the height, none wider than the width. */
  static List<AttributedString> lines(ScreenView view, int width, int height, boolean hasColors) {
    ScreenText text = new ScreenText(view, width, height, hasColors);
    text.draw();
    return text.lines.stream().limit(height).map(line -> line.columnSubSequence(0, width)).toList();
  }

  private void draw() {
    String name = "ngrok " + ProtocolVersion.SOFTWARE;
    int gap = Math.max(2, width - name.length() - HELP.length());
    add(
        new AttributedStringBuilder()
            .append(name, AttributedStyle.BOLD)
            .append(" ".repeat(gap))
            .append(HELP, faint()));
    blank();
    status();
    forwarding();
    blank();
    counters();
    if (!view.notice().isEmpty()) {
      blank();
      sentence(0, view.notice());
    }
    if (isFirstTrouble()) {
      firstSteps();
    } else {
      requests();
    }
  }

  /** It was never online, and there is a reason. */
  private boolean isFirstTrouble() {
    return view.requests().isEmpty()
        && view.status().serverVersion().isEmpty()
        && !view.status().reason().isEmpty();
  }

  private void firstSteps() {
    blank();
    FirstSteps.lines().forEach(line -> lines.add(new AttributedString(line)));
  }

  private void add(AttributedStringBuilder line) {
    lines.add(line.toAttributedString());
  }

  private void blank() {
    lines.add(AttributedString.EMPTY);
  }

  private AttributedStyle color(int color) {
    return hasColors ? AttributedStyle.DEFAULT.foreground(color) : AttributedStyle.DEFAULT;
  }

  private static AttributedStyle faint() {
    return AttributedStyle.DEFAULT.faint();
  }

  private void fact(String label, String text, AttributedStyle style) {
    add(
        new AttributedStringBuilder()
            .append(padded(label, LABEL))
            .append(Printable.dotted(text), style));
  }

  private void fact(String label, String text) {
    fact(label, text, AttributedStyle.DEFAULT);
  }

  /** What the user should read, and all of it: the cure is at its end. */
  private void sentence(int indent, String text) {
    if (text.isEmpty()) {
      return;
    }
    for (String line : Wrapped.lines(Printable.dotted(text), width - indent, MOST_LINES)) {
      add(
          new AttributedStringBuilder()
              .append(" ".repeat(indent))
              .append(line, color(AttributedStyle.YELLOW)));
    }
  }

  private void status() {
    StatusBoard.Status status = view.status();
    switch (status.state()) {
      case ONLINE -> fact("Session Status", "online", color(AttributedStyle.GREEN));
      case CONNECTING -> fact("Session Status", "connecting", color(AttributedStyle.CYAN));
      case WAITING ->
          fact("Session Status", "reconnecting" + waiting(status), color(AttributedStyle.YELLOW));
      case REFUSED -> fact("Session Status", "refused", color(AttributedStyle.RED));
    }
    sentence(LABEL, status.reason());
    String version = status.serverVersion();
    fact(
        "Server",
        view.server() + (version.isEmpty() ? "" : " (version " + Printable.field(version) + ")"));
    fact("Latency", status.latency().map(Numbers::time).orElse("-"));
    fact("Web Interface", view.webAddress().isEmpty() ? "none" : view.webAddress());
  }

  private String waiting(StatusBoard.Status status) {
    Optional<Instant> next = status.nextAttempt();
    long seconds =
        next.map(time -> (Duration.between(view.now(), time).toMillis() + 999) / 1000).orElse(0L);
    return " in " + Math.max(0, seconds) + " s";
  }

  /** A screen is not filled by tunnels alone; but where there is little room, they are the most. */
  private void forwarding() {
    List<String> routes =
        view.status().routes().stream().flatMap(ScreenText::destinations).toList();
    List<StatusBoard.Refused> refused = view.status().refused();
    int room =
        Math.max(FEW_TUNNELS, height - lines.size() - 11 - Math.min(refused.size(), MOST_REFUSED));
    int shown = routes.size() <= room ? routes.size() : room - 1;
    for (int i = 0; i < shown; i++) {
      fact(i == 0 ? "Forwarding" : "", routes.get(i));
    }
    if (shown < routes.size()) {
      fact(shown == 0 ? "Forwarding" : "", "and " + (routes.size() - shown) + " more");
    }
    int told = refused.size() <= MOST_REFUSED ? refused.size() : MOST_REFUSED - 1;
    refused.stream().limit(told).forEach(this::refused);
    if (told < refused.size()) {
      fact("", "and " + (refused.size() - told) + " more", color(AttributedStyle.RED));
    }
  }

  /** Where the visitors of a URL go, a line for each local service. */
  private static Stream<String> destinations(Route route) {
    return Stream.concat(
        Stream.of(route.url() + " -> " + route.local()),
        route.paths().stream().map(path -> route.url() + path));
  }

  /** The reason in two lines at most: what can be done is at its end. */
  private void refused(StatusBoard.Refused refused) {
    Refusal refusal = refused.refusal();
    String text =
        "%s (%s): %s".formatted(refusal.tunnel().name(), refusal.protocol(), refusal.reason());
    String label = "Refused";
    for (String line : Wrapped.lines(Printable.dotted(text), width - LABEL, 2)) {
      fact(label, line, color(AttributedStyle.RED));
      label = "";
    }
  }

  private void counters() {
    Counts counts = view.traffic().connections();
    row("Connections", "ttl", "opn", "rt1", "rt5", "p50", "p90");
    row(
        "",
        String.valueOf(counts.total()),
        String.valueOf(counts.open()),
        Numbers.rate(counts.rates().one()),
        Numbers.rate(counts.rates().five()),
        Numbers.time(counts.times().p50()),
        Numbers.time(counts.times().p90()));
    fact(
        "Bytes",
        Numbers.bytes(view.traffic().bytesIn())
            + " in, "
            + Numbers.bytes(view.traffic().bytesOut())
            + " out");
  }

  private void row(String label, String... cells) {
    StringBuilder row = new StringBuilder(padded(label, LABEL));
    for (String cell : cells) {
      row.append(padded(cell, COLUMN - 1)).append(' ');
    }
    lines.add(new AttributedString(row.toString().stripTrailing()));
  }

  private void requests() {
    if (height - lines.size() < 4) {
      return;
    }
    blank();
    lines.add(new AttributedString("HTTP Requests"));
    lines.add(new AttributedString("-------------"));
    view.requests().stream().limit(height - lines.size()).forEach(this::request);
  }

  private void request(SeenExchange seen) {
    int clock = 9;
    int target = Math.max(10, width - clock - METHOD - STATUS - TIME - 1);
    Optional<SeenReply> reply = seen.reply();
    boolean isBroken = seen.course().state() == Course.State.BROKEN;
    String status = status(reply, isBroken);
    boolean isOpen = seen.course().state() == Course.State.OPEN;
    add(
        new AttributedStringBuilder()
            .append(
                padded(CLOCK.format(seen.course().start().atZone(ZoneId.systemDefault())), clock),
                faint())
            .append(padded(Printable.dotted(seen.request().method()), METHOD))
            .append(padded(Printable.dotted(seen.request().target()), target))
            .append(' ')
            .append(padded(Printable.dotted(status), STATUS), statusStyle(reply, isBroken))
            .append(isOpen ? "" : Numbers.time(seen.course().duration())));
  }

  /** What broke off says so before the reason, which may be cut. */
  private static String status(Optional<SeenReply> reply, boolean isBroken) {
    String broken = isBroken ? "broken off" : "";
    return reply
        .map(each -> isBroken ? each.status() + " " + broken : each.status() + " " + each.reason())
        .orElse(isBroken ? broken : "…")
        .strip();
  }

  /** A reply that broke off is red, whatever its status said. */
  private AttributedStyle statusStyle(Optional<SeenReply> reply, boolean isBroken) {
    int hundreds = isBroken ? 5 : reply.map(each -> each.status() / 100).orElse(0);
    return switch (hundreds) {
      case 2 -> color(AttributedStyle.GREEN);
      case 3 -> color(AttributedStyle.CYAN);
      case 4 -> color(AttributedStyle.YELLOW);
      case 5 -> color(AttributedStyle.RED);
      default -> AttributedStyle.DEFAULT;
    };
  }

  /** As many columns, the last of which shows where something was cut off. */
  private static String padded(String text, int columns) {
    AttributedString line = new AttributedString(text);
    int length = line.columnLength();
    if (length <= columns) {
      return text + " ".repeat(columns - length);
    }
    AttributedString kept = line.columnSubSequence(0, columns - 2);
    return kept + "…" + " ".repeat(columns - 1 - kept.columnLength());
  }
}
