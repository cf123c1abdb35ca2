package org.ngrokd.streams.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a reply. Services are many and odd, so it is read generously, and put right on its
 * way; but where the end of the body may be read in two ways, the reply is refused. Immutable.
 *
 * <p>RFC 9112, 4 to 6.
 */
public final class ResponseHead {
  private static final int SWITCHING_PROTOCOLS = 101;

  /** Where the words behind the status begin. */
  private static final int REASON = 13;

  private final byte[] bytes;
  private final HeaderLines headers;
  private final Asked request;
  private final BodyLength body;

  private ResponseHead(byte[] bytes, HeaderLines headers, Asked request, BodyLength body) {
    this.bytes = bytes;
    this.headers = headers;
    this.request = request;
    this.body = body;
  }

  /** Whether these first bytes, which may be few, may begin a reply in HTTP/1. */
  static boolean mayBegin(byte[] bytes, int length) {
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
   * @param request what it replies to
   * @throws BadMessageException when it may be read in two ways
   */
  public static ResponseHead parse(byte[] bytes, Asked request) throws BadMessageException {
    byte[] clean = CleanHead.of(bytes);
    HeaderLines lines = CleanHead.lines(clean);
    int status = status(clean);
    boolean opensTunnel = opensTunnel(status, request);
    if (status == SWITCHING_PROTOCOLS && !opensTunnel) { // its reader goes on with HTTP
      throw new BadMessageException("a change of protocol that nobody asked for");
    }
    ReplyFraming framing = ReplyFraming.of(lines, request, status, isHttp11(clean), opensTunnel);
    @Nullable HeadEdit edit = framing.edit();
    if (edit != null) {
      clean = edit.apply(clean, lines);
      lines = CleanHead.lines(clean);
    }
    return new ResponseHead(clean, lines, request, framing.body());
  }

  private static boolean isHttp11(byte[] clean) {
    return clean[7] != '0';
  }

  private static int status(byte[] clean) {
    return 100 * (clean[9] - '0') + 10 * (clean[10] - '0') + (clean[11] - '0');
  }

  private static boolean opensTunnel(int status, Asked request) {
    return (status == SWITCHING_PROTOCOLS && request.asksUpgrade())
        || (request.isConnect() && status / 100 == 2);
  }

  /** The bytes as they are sent on: as they came, where nothing had to be put right. */
  public byte[] bytes() {
    return bytes;
  }

  public int status() {
    return status(bytes);
  }

  /** What stands behind the status, for people; may be "". */
  public String reason() {
    int from = Math.min(REASON, lineEnd());
    return RequestHead.text(bytes, from, lineEnd()).trim();
  }

  private int lineEnd() {
    int end = 0;
    while (bytes[end] != '\r') {
      end++;
    }
    return end;
  }

  /** False for HTTP/1.0. */
  public boolean isHttp11() {
    return isHttp11(bytes);
  }

  public HeaderLines headers() {
    return headers;
  }

  /** Whether the real reply follows. */
  public boolean isInterim() {
    return status() < 200 && status() != SWITCHING_PROTOCOLS;
  }

  /** Whether what follows is no HTTP any more. */
  public boolean opensTunnel() {
    return opensTunnel(status(), request);
  }

  /** Whether the sender will take another request after this reply. RFC 9112, 9.3. */
  public boolean keepsAlive() {
    return isHttp11(bytes)
        ? !headers.hasWord("Connection", "close")
        : headers.hasWord("Connection", "keep-alive");
  }

  /**
   * The bytes with word that the connection ends behind this reply, whatever the sender means to
   * do. Not for what opens a tunnel.
   */
  public byte[] closing() {
    return closingEdit().apply(bytes, headers);
  }

  /** What makes these bytes those of {@link #closing}, to which other changes can be added. */
  public HeadEdit closingEdit() {
    List<String> words = new ArrayList<>();
    for (String value : headers.values("Connection")) {
      for (String each : value.split(",", -1)) {
        String word = HeaderLines.trimmed(each);
        boolean isOfKeeping = word.equalsIgnoreCase("keep-alive") || word.equalsIgnoreCase("close");
        if (!isOfKeeping && !word.isEmpty()) {
          words.add(word);
        }
      }
    }
    words.add("close");
    return new HeadEdit()
        .remove("Connection")
        .remove("Keep-Alive")
        .add("Connection", String.join(", ", words));
  }

  /** Where the body ends; nowhere, so to say, for what opens a tunnel. */
  public BodyLength body() {
    return body;
  }

  @Override
  public String toString() {
    return Integer.toString(status());
  }
}
