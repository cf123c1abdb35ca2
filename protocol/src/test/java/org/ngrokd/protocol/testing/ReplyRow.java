package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * One line of replies.txt, which says what its signs mean. Texts hold one byte in each character.
 *
 * @param method of the request
 * @param reply what the service sends
 * @param closes whether the service ends the connection behind it
 * @param passed what the visitor gets of it; only interim replies when it is refused
 * @param outcome how it goes on
 * @param body what the visitor reads in it; "" for nothing
 */
public record ReplyRow(
    String name,
    String method,
    String reply,
    boolean closes,
    String passed,
    Outcome outcome,
    String body) {
  private static final String END = "{end}";
  private static final String CUT = "{cut}";
  private static final String REFUSAL = "502";

  /** How it goes on behind a reply. */
  public enum Outcome {
    /** With the next request. */
    OPEN,
    /** The connection ends, and with it the reply, as it should. */
    END,
    /** The connection ends before the reply does. */
    CUT,
    /** The visitor gets a 502 instead of the reply. */
    REFUSED
  }

  /** All rows of the table. */
  public static List<ReplyRow> all() throws IOException {
    try (InputStream table = ReplyRow.class.getResourceAsStream("/replies.txt")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(ReplyRow::parse)
          .toList();
    }
  }

  private static ReplyRow parse(String line) {
    String[] cells = line.split(" \\| ", -1);
    if (cells.length != 5) {
      throw new IllegalArgumentException("not five cells: " + line);
    }
    String passed = cells[3].equals("=") ? cells[2] : cells[3];
    return new ReplyRow(
        cells[0],
        cells[1],
        bytes(cells[2]),
        cells[2].endsWith(END),
        bytes(passed),
        outcome(passed),
        cells[4].equals("-") ? "" : WireText.bytes(cells[4]));
  }

  private static Outcome outcome(String passed) {
    if (passed.endsWith(REFUSAL)) {
      return Outcome.REFUSED;
    }
    if (passed.endsWith(CUT)) {
      return Outcome.CUT;
    }
    return passed.endsWith(END) ? Outcome.END : Outcome.OPEN;
  }

  private static String bytes(String cell) {
    String sent = cell.replace(END, "").replace(CUT, "").replace("{OK}", "HTTP/1.1 200 OK\\n");
    boolean isRefused = sent.endsWith(REFUSAL);
    return WireText.bytes(isRefused ? sent.substring(0, sent.length() - REFUSAL.length()) : sent);
  }

  /** Whether the visitor gets the whole reply. */
  public boolean passes() {
    return outcome == Outcome.OPEN || outcome == Outcome.END;
  }

  /** The request that it replies to. */
  public String request() {
    return method + " / HTTP/1.1\r\nHost: www.localhost\r\n\r\n";
  }

  @Override
  public String toString() {
    return name;
  }
}
