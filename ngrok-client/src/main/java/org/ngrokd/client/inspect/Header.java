package org.ngrokd.client.inspect;

import java.util.List;
import java.util.Optional;

/** One header line, spelled as it was. */
public record Header(String name, String value) {
  /** The first value of a header, whose name may be written in any case. */
  public static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
