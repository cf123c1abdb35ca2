package org.ngrokd.streams.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first line of a request: one blank between its three parts, CR LF at its end. A later minor
 * version counts as 1.1. RFC 9112, 3; RFC 9110, 2.5.
 *
 * @param end the index behind it
 */
record RequestLine(String method, String target, boolean isHttp11, int end) {
  private static final List<String> USUAL_METHODS =
      List.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH");

  private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.ISO_8859_1);

  static RequestLine parse(byte[] bytes) throws BadMessageException {
    int methodEnd = 0;
    while (methodEnd < bytes.length && Ascii.isToken(bytes[methodEnd])) {
      methodEnd++;
    }
    require(methodEnd > 0 && is(bytes, methodEnd, ' '), "malformed method");
    int targetStart = methodEnd + 1;
    int targetEnd = targetStart;
    while (targetEnd < bytes.length && Ascii.isTarget(bytes[targetEnd])) {
      targetEnd++;
    }
    require(targetEnd > targetStart && is(bytes, targetEnd, ' '), "malformed target");
    boolean isHttp11 = version(bytes, targetEnd + 1);
    String method = method(bytes, methodEnd);
    String target = RequestHead.text(bytes, targetStart, targetEnd);
    checkForm(method, target);
    return new RequestLine(method, target, isHttp11, targetEnd + VERSION.length + 4);
  }

  /** The usual ones are there already. */
  private static String method(byte[] bytes, int end) {
    for (int i = 0; i < USUAL_METHODS.size(); i++) { // without an iterator for each request
      if (isText(bytes, end, USUAL_METHODS.get(i))) {
        return USUAL_METHODS.get(i);
      }
    }
    return RequestHead.text(bytes, 0, end);
  }

  private static boolean isText(byte[] bytes, int end, String text) {
    if (end != text.length()) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      if (bytes[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * As one who only watches takes it: any blanks between its parts, any target, a bare line feed at
   * its end.
   */
  static RequestLine watched(byte[] bytes) throws BadMessageException {
    int lineFeed = 0;
    while (lineFeed < bytes.length && bytes[lineFeed] != '\n') {
      lineFeed++;
    }
    String line = RequestHead.text(bytes, 0, lineFeed).replace('\t', ' ').trim();
    int methodEnd = line.indexOf(' ');
    int version = line.lastIndexOf(' ') + 1;
    require(methodEnd > 0 && version > methodEnd + 1, "malformed request line");
    for (int i = 0; i < methodEnd; i++) {
      require(Ascii.isToken((byte) line.charAt(i)), "malformed method");
    }
    boolean isHttp1 = line.length() == version + VERSION.length + 1 && isHttp1(line, version);
    require(isHttp1, "not HTTP/1");
    String target = line.substring(methodEnd, version).trim();
    require(!target.isEmpty(), "malformed request line");
    return new RequestLine(line.substring(0, methodEnd), target, !line.endsWith("0"), lineFeed + 1);
  }

  private static boolean isHttp1(String line, int version) {
    char minor = line.charAt(line.length() - 1);
    return line.startsWith("HTTP/1.", version) && minor >= '0' && minor <= '9';
  }

  private static boolean version(byte[] bytes, int at) throws BadMessageException {
    int minor = at + VERSION.length;
    for (int i = at; i < minor; i++) {
      require(is(bytes, i, (char) VERSION[i - at]), "not HTTP/1");
    }
    boolean isDigit = minor < bytes.length && bytes[minor] >= '0' && bytes[minor] <= '9';
    require(isDigit, "not HTTP/1");
    require(is(bytes, minor + 1, '\r') && is(bytes, minor + 2, '\n'), "malformed request line");
    return bytes[minor] != '0';
  }

  private static void checkForm(String method, String target) throws BadMessageException {
    boolean known =
        method.equals("CONNECT")
            ? Authority.isHostAndPort(target)
            : target.startsWith("/")
                || Authority.isAbsolute(target)
                || (target.equals("*") && method.equals("OPTIONS"));
    require(known, "malformed target");
  }

  /** Where the digit of its minor version stands. */
  int minorVersion() {
    return end - 3;
  }

  private static boolean is(byte[] bytes, int at, char expected) {
    return at < bytes.length && bytes[at] == expected;
  }

  private static void require(boolean holds, String reason) throws BadMessageException {
    if (!holds) {
      throw new BadMessageException(reason);
    }
  }
}
