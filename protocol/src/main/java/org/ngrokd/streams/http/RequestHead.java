package org.ngrokd.streams.http;

import java.nio.charset.StandardCharsets;

/**
 * The head of a request, read strictly: what two programs may read in two ways is refused, so that
 * the next one sees the request that this one judged. Immutable.
 *
 * <p>RFC 9112, 2 to 6.
 */
public final class RequestHead implements Asked {
  private final byte[] bytes;
  private final RequestLine line;
  private final HeaderLines headers;
  private final String host;
  private final BodyLength body;

  private RequestHead(
      byte[] bytes, RequestLine line, HeaderLines headers, String host, BodyLength body) {
    this.bytes = bytes;
    this.line = line;
    this.headers = headers;
    this.host = host;
    this.body = body;
  }

  /**
   * Reads a head.
   *
   * @param bytes from the request line to the empty line; not changed afterwards
   * @param mostLines most header lines
   * @throws BadMessageException with the reason for which it is refused
   */
  public static RequestHead parse(byte[] bytes, int mostLines) throws BadMessageException {
    RequestLine line = RequestLine.parse(bytes);
    byte[] known = knownVersion(bytes, line);
    HeaderLines headers = StrictLines.parse(known, line.end(), mostLines);
    return new RequestHead(
        known,
        line,
        headers,
        Authority.of(line, headers),
        RequestFraming.of(headers, line.isHttp11()));
  }

  /**
   * Reads a head as one does who only watches it pass: the most likely of several meanings is told,
   * where {@link #parse} refuses. It must not be passed on.
   *
   * @param bytes from the request line to the empty line; not changed afterwards
   * @throws BadMessageException when it is no request at all, or its body has no end that one knows
   */
  static RequestHead watched(byte[] bytes) throws BadMessageException {
    RequestLine line = RequestLine.watched(bytes);
    HeaderLines headers = LooseLines.parse(bytes, line.end());
    return new RequestHead(
        bytes, line, headers, headers.value("Host"), RequestFraming.meant(headers));
  }

  /** What is sent on must not promise more than we know of. RFC 9110, 2.5. */
  private static byte[] knownVersion(byte[] bytes, RequestLine line) {
    if (bytes[line.minorVersion()] <= '1') {
      return bytes;
    }
    byte[] known = bytes.clone();
    known[line.minorVersion()] = '1';
    return known;
  }

  /** The bytes as sent, but for a version that we do not know. The caller does not change them. */
  public byte[] bytes() {
    return bytes;
  }

  public HeaderLines headers() {
    return headers;
  }

  public String method() {
    return line.method();
  }

  /** As sent: "/path?query", an absolute URL, "*", or for CONNECT "host:port". */
  public String target() {
    return line.target();
  }

  /** False for HTTP/1.0. */
  public boolean isHttp11() {
    return line.isHttp11();
  }

  /**
   * The host and, if it was given, the port that the request is for: those of an absolute target,
   * else the Host header's, else "".
   */
  public String host() {
    return host;
  }

  public BodyLength body() {
    return body;
  }

  /** Whether the sender means to send another request after this one. RFC 9112, 9.3. */
  public boolean keepsAlive() {
    return isHttp11()
        ? !headers.hasWord("Connection", "close")
        : headers.hasWord("Connection", "keep-alive");
  }

  @Override
  public boolean asksUpgrade() {
    return isHttp11() && headers.find("Upgrade") >= 0 && headers.hasWord("Connection", "upgrade");
  }

  @Override
  public boolean isConnect() {
    return method().equals("CONNECT");
  }

  @Override
  public boolean isHead() {
    return method().equals("HEAD");
  }

  /** The method and the host: the rest may hold secrets. */
  @Override
  public String toString() {
    return method() + " " + host;
  }

  /** Bytes of a head as text. */
  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
