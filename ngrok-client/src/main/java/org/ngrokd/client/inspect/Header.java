package org.ngrokd.client.inspect;

import java.util.List;
import java.util.Optional;

/** One header line, spelled as it was. */
public record Header(String name, String value) {
  /** What one takes beside its letters, in bytes: three objects, and arrays. */
  static final long OVERHEAD = 128;

  /** What they take in memory, in bytes. */
  static long memoryOf(List<Header> headers) {
    long letters = 0;
    for (Header each : headers) {
      letters += each.name.length() + each.value.length();
    }
    return 2 * letters + OVERHEAD * headers.size();
  }

  /** The first value of a header, whose name may be written in any case. */
  public static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
