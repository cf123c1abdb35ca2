package org.ngrokd.client.view;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;

/** Finds one part of a multipart body, to be drawn or downloaded by itself. */
public final class BodyParts {
  /** A part in a part in a part; views do not go further either. */
  private static final Pattern PATH = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,4}){0,2}");

  private BodyParts() {}

  /**
   * The bytes of a part.
   *
   * @param path its place from 0 on; of a part within a part both places, as "2.0"
   * @return empty where there is none
   * @throws IllegalArgumentException when the path is none
   */
  public static Optional<byte[]> find(List<Header> headers, SeenBody body, String path) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("A part is a number from 0 on, as 2, or 2.0");
    }
    List<Header> at = headers;
    byte[] bytes = BodyReader.plain(headers, body);
    for (String place : path.split("\\.", -1)) {
      Optional<Multipart.Part> part = part(at, bytes, Integer.parseInt(place));
      if (part.isEmpty()) {
        return Optional.empty();
      }
      at = part.get().headers();
      bytes = part.get().body();
    }
    return Optional.of(bytes);
  }

  private static Optional<Multipart.Part> part(List<Header> headers, byte[] bytes, int place) {
    MediaType type = MediaType.parse(Header.find(headers, "Content-Type").orElse(""));
    if (!type.isMultipart()) {
      return Optional.empty();
    }
    return Multipart.parts(bytes, type.parameter("boundary").orElseThrow(), place + 1).stream()
        .skip(place)
        .findFirst();
  }
}
