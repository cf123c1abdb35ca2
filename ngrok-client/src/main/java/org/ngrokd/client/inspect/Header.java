package org.ngrokd.client.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.http.HeaderLines;

/** One header line, spelled as it was. */
public record Header(String name, String value) {
  /** What one takes beside its letters, in bytes: three objects, and arrays. */
  static final long OVERHEAD = 128;

  /** The lines of a head, or of a trailer. */
  static List<Header> listOf(HeaderLines lines) {
    List<Header> headers = new ArrayList<>(lines.size());
    for (int line = 0; line < lines.size(); line++) {
      headers.add(new Header(lines.name(line), lines.value(line)));
    }
    return headers;
  }

  /** What they take in memory, in bytes. */
  static long memoryOf(List<Header> headers) {
    long bytes = 0;
    for (Header each : headers) {
      bytes += each.memory();
    }
    return bytes;
  }

  /** What this one takes, in bytes. */
  long memory() {
    return 2L * (name.length() + value.length()) + OVERHEAD;
  }

  /** The first value of a header, whose name may be written in any case. */
  public static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
