package org.ngrokd.protocol.http;

/**
 * The head of a reply. Services are many and odd, so it is read generously; but where the end of
 * the body may be read in two ways, the reply is refused. Immutable.
 *
 * <p>RFC 9112, 4 to 6.
 */
public final class ResponseHead {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** The length of "HTTP/1.1 200". */
  private static final int LINE_BEGIN = 12;

  private final byte[] bytes;
  private final int status;
  private final boolean isHttp11;
  private final HeaderLines headers;

  private ResponseHead(byte[] bytes, int status, boolean isHttp11, HeaderLines headers) {
    this.bytes = bytes;
    this.status = status;
    this.isHttp11 = isHttp11;
    this.headers = headers;
  }

  /** Whether these first bytes, which may be few, may begin a reply in HTTP/1. */
  public static boolean mayBegin(byte[] bytes, int length) {
    String begin = "HTTP/1.";
    for (int i = 0; i < Math.min(length, begin.length()); i++) {
      if (bytes[i] != begin.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a head.
   *
   * @param bytes from the status line to the empty line; not changed afterwards
   */
  public static ResponseHead parse(byte[] bytes) throws BadMessageException {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    int status = status(bytes, end);
    return new ResponseHead(bytes, status, bytes[7] != '0', GenerousLines.parse(bytes, end + 1));
  }

  /** "HTTP/1.1 200 OK", the words behind the number missing or not. */
  private static int status(byte[] bytes, int end) throws BadMessageException {
    boolean isWhole =
        end >= LINE_BEGIN
            && mayBegin(bytes, end)
            && isDigit(bytes[7])
            && bytes[8] == ' '
            && isDigit(bytes[9])
            && bytes[9] != '0'
            && isDigit(bytes[10])
            && isDigit(bytes[11])
            && isRest(bytes, end);
    if (!isWhole) {
      throw new BadMessageException("malformed status line");
    }
    return 100 * (bytes[9] - '0') + 10 * (bytes[10] - '0') + (bytes[11] - '0');
  }

  /** Nothing, or a blank and any words; a carriage return only at the end. */
  private static boolean isRest(byte[] bytes, int end) {
    int last = bytes[end - 1] == '\r' ? end - 1 : end;
    for (int i = LINE_BEGIN; i < last; i++) {
      if (bytes[i] == '\r') {
        return false;
      }
    }
    return last <= LINE_BEGIN || bytes[LINE_BEGIN] == ' ';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The bytes as sent. The caller does not change them. */
  public byte[] bytes() {
    return bytes;
  }

  public int status() {
    return status;
  }

  public HeaderLines headers() {
    return headers;
  }

  /** Whether the real reply follows. */
  public boolean isInterim() {
    return status < 200 && status != SWITCHING_PROTOCOLS;
  }

  /** Whether what follows is no HTTP any more. */
  public boolean opensTunnel(RequestHead request) {
    return (status == SWITCHING_PROTOCOLS && request.asksUpgrade())
        || (request.isConnect() && status / 100 == 2);
  }

  /** Whether the sender will take another request after this reply. RFC 9112, 9.3. */
  public boolean keepsAlive() {
    return isHttp11
        ? !headers.hasWord("Connection", "close")
        : headers.hasWord("Connection", "keep-alive");
  }

  /**
   * Where the body ends. RFC 9112, 6.3.
   *
   * @throws BadMessageException when there is more than one answer to that
   */
  public BodyLength body(RequestHead request) throws BadMessageException {
    boolean empty =
        request.isHead() || status < 200 || status == NO_CONTENT || status == NOT_MODIFIED;
    BodyLength told = told();
    return empty ? BodyLength.NONE : told;
  }

  private BodyLength told() throws BadMessageException {
    int coding = headers.find("Transfer-Encoding");
    int length = headers.find("Content-Length");
    if (coding >= 0) {
      boolean plain =
          length < 0
              && headers.find("Transfer-Encoding", coding + 1) < 0
              && headers.isValue(coding, "chunked");
      if (!plain) {
        throw new BadMessageException("unclear length of the reply");
      }
      return isHttp11 ? BodyLength.CHUNKED : BodyLength.UNTIL_CLOSE;
    }
    return length < 0 ? BodyLength.UNTIL_CLOSE : fixed(length);
  }

  private BodyLength fixed(int first) throws BadMessageException {
    BodyLength length = BodyLength.parse(headers.value(first));
    for (int other = headers.find("Content-Length", first + 1);
        other >= 0;
        other = headers.find("Content-Length", other + 1)) {
      if (!BodyLength.parse(headers.value(other)).equals(length)) {
        throw new BadMessageException("several Content-Lengths in the reply");
      }
    }
    return length;
  }

  @Override
  public String toString() {
    return Integer.toString(status);
  }
}
