package org.ngrokd.client.inspect;

import java.util.List;
import java.util.Optional;

/** One header line, spelled as it was. */
public record Header(String name, String value) {
  /** What they take in memory, in bytes. */
  static long memoryOf(List<Header> headers) {
    return 2L * headers.stream().mapToInt(each -> each.name.length() + each.value.length()).sum();
  }

  /** The first value of a header, whose name may be written in any case. */
  public static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
