package org.ngrokd.protocol.testing;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One TLS record that a client sent.
 *
 * @param connection 1 for the client's first connection, 2 for its second
 * @param parts in the order they were sent
 */
public record RecordedRecord(int connection, List<Part> parts) {

  private static final Pattern LENGTH = Pattern.compile("<(\\d+)>");

  /** Copies the list. */
  public RecordedRecord {
    parts = List.copyOf(parts);
  }

  /** Reads the recordings' notation: {@code <n>} is a header, all else is literal. */
  static RecordedRecord parse(int connection, String notation) {
    List<Part> parts = new ArrayList<>();
    Matcher length = LENGTH.matcher(notation);
    int from = 0;
    while (length.find()) {
      addText(parts, notation.substring(from, length.start()));
      parts.add(new Part.Length(Long.parseLong(length.group(1))));
      from = length.end();
    }
    addText(parts, notation.substring(from));
    return new RecordedRecord(connection, parts);
  }

  /** The record as it was sent. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Part part : parts) {
      bytes.writeBytes(part.bytes());
    }
    return bytes.toByteArray();
  }

  private static void addText(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
  }
}
