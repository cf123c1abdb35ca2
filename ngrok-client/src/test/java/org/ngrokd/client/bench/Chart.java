package org.ngrokd.client.bench;

import java.util.List;
import java.util.Optional;

/** The CPU ratios as a picture: bars, in units of the limit. */
final class Chart {
  private static final int LEFT = 290;
  private static final int WIDTH = 900;
  private static final int BAR = 16;
  private static final int GAP = 14;
  private static final int TOP = 64;
  private static final double MOST = 3;
  private static final List<String> COLOURS = List.of("#2f6fde", "#8fb4f0", "#8a8f98", "#c9822b");

  private final Results results;
  private final String limit;

  Chart(Results results, String limit) {
    this.results = results;
    this.limit = limit;
  }

  String svg() {
    StringBuilder bars = new StringBuilder();
    int y = TOP;
    for (Load load : Load.values()) {
      bars.append(text(LEFT - 10, y + BAR, "end", load.title()));
      for (int i = 0; i < results.contenders().size(); i++) {
        String contender = results.contenders().get(i);
        Optional<Sample> sample = results.median(contender, load);
        Optional<Sample> unit = results.median(limit, load);
        if (sample.isPresent() && unit.isPresent()) {
          bars.append(
              bar(y, sample.get().cpu() / unit.get().cpu(), COLOURS.get(i % COLOURS.size())));
          y += BAR + 2;
        }
      }
      y += GAP;
    }
    int one = LEFT + (int) ((WIDTH - LEFT - 60) / MOST);
    String line =
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#666\" stroke-dasharray=\"4 3\"/>%n"
            .formatted(one, TOP - 6, one, y - GAP);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + WIDTH
        + " "
        + y
        + "\" font-family=\"sans-serif\" font-size=\"13\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        + text(10, 22, "start", "CPU per request or per GiB, two HAProxys = 1; less is better")
        + legend()
        + line
        + bars
        + "</svg>\n";
  }

  private static String bar(int y, double ratio, String colour) {
    double shown = Math.min(ratio, MOST);
    int length = (int) (shown / MOST * (WIDTH - LEFT - 60));
    return "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
            .formatted(LEFT, y, length, BAR, colour)
        + text(LEFT + length + 6, y + BAR - 3, "start", "%.2f".formatted(ratio));
  }

  private String legend() {
    StringBuilder legend = new StringBuilder();
    int x = 10;
    for (int i = 0; i < results.contenders().size(); i++) {
      legend.append(
          "<rect x=\"%d\" y=\"34\" width=\"12\" height=\"12\" fill=\"%s\"/>%n"
              .formatted(x, COLOURS.get(i % COLOURS.size())));
      legend.append(text(x + 18, 45, "start", results.contenders().get(i)));
      x += 190;
    }
    return legend.toString();
  }

  private static String text(int x, int y, String anchor, String content) {
    return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#222\">%s</text>%n"
        .formatted(x, y, anchor, content);
  }
}
