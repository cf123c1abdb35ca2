package org.ngrokd.client.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes a request as it goes over the wire, with the length of the body that it has now. */
final class RequestBytes {
  private static final List<String> FRAMING = List.of("content-length", "transfer-encoding");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern TARGET = Pattern.compile("[\\x21-\\x7e\\x80-\\xff]+");
  private static final Pattern VALUE = Pattern.compile("[\\x01-\\xff&&[^\\r\\n]]*");

  private RequestBytes() {}

  /**
   * The bytes of a request.
   *
   * @param further headers that are added
   * @throws IllegalArgumentException with what a person has to change, when it can be none
   */
  static byte[] of(SeenRequest request, List<Header> further) {
    check(request.method(), TOKEN, "the method");
    check(request.target(), TARGET, "the path");
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(' ');
    head.append(request.version()).append("\r\n");
    Stream.concat(request.headers().stream(), further.stream())
        .filter(header -> !FRAMING.contains(header.name().toLowerCase(Locale.ROOT)))
        .forEach(header -> append(head, header));
    byte[] body = request.body().bytes();
    if (body.length > 0 || saidItsLength(request)) {
      append(head, new Header("Content-Length", String.valueOf(body.length)));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static boolean saidItsLength(SeenRequest request) {
    return FRAMING.stream().anyMatch(name -> request.header(name).isPresent());
  }

  private static void append(StringBuilder head, Header header) {
    check(header.name(), TOKEN, "the header name");
    check(header.value(), VALUE, "the value of " + header.name());
    head.append(header.name()).append(": ").append(header.value()).append("\r\n");
  }

  private static void check(String text, Pattern form, String what) {
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " '" + text + "' cannot be sent");
    }
  }
}
