package org.ngrokd.server.edge;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the server needs to know of a request: which host it is for and what it authorizes itself
 * with. The bytes themselves go on unchanged.
 *
 * @param host the host of an absolute target, else the Host header, else ""
 * @param authorization the Authorization header, else ""
 */
record RequestHead(String host, String authorization) {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+ (\\S+) HTTP/1\\.[01]");
  private static final Pattern ABSOLUTE =
      Pattern.compile("https?://([^/?#]*).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern HEADER =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)", Pattern.DOTALL); // U+0085 is in much UTF-8
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~%:\\[\\]-]*");

  /**
   * Finds the end of the head.
   *
   * @param from where to start looking, an index into the buffer
   * @return the index behind the empty line, or -1 when it has not come yet
   */
  static int end(ByteBuf bytes, int from) {
    for (int i = Math.max(from, bytes.readerIndex()); i < bytes.writerIndex(); i++) {
      if (bytes.getByte(i) == '\n' && isEmptyLine(bytes, i)) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Whether the line that this line feed ends is empty. */
  private static boolean isEmptyLine(ByteBuf bytes, int lineFeed) {
    int last = lineFeed - 1;
    if (last > bytes.readerIndex() && bytes.getByte(last) == '\r') {
      last--;
    }
    return last >= bytes.readerIndex() && bytes.getByte(last) == '\n';
  }

  /**
   * Reads a whole head.
   *
   * @param text from the request line to the empty line
   */
  static RequestHead parse(String text) throws BadRequestException {
    List<String> lines = text.lines().toList();
    var requestLine = REQUEST_LINE.matcher(lines.get(0));
    if (!requestLine.matches()) {
      throw new BadRequestException("not a request line");
    }
    String host = "";
    String authorization = "";
    for (String line : lines.subList(1, lines.size() - 1)) {
      var header = HEADER.matcher(line);
      if (!header.matches()) {
        throw new BadRequestException("not a header line");
      }
      if (header.group(1).equalsIgnoreCase("Host")) {
        host = header.group(2).trim();
      } else if (header.group(1).equalsIgnoreCase("Authorization")) {
        authorization = header.group(2).trim();
      }
    }
    var absolute = ABSOLUTE.matcher(requestLine.group(1));
    return new RequestHead(checked(absolute.matches() ? absolute.group(1) : host), authorization);
  }

  private static String checked(String host) throws BadRequestException {
    if (!HOST.matcher(host).matches()) {
      throw new BadRequestException("not a host name");
    }
    return host;
  }

  /** The head in this buffer, as text. */
  static String text(ByteBuf bytes, int end) {
    return bytes.toString(
        bytes.readerIndex(), end - bytes.readerIndex(), StandardCharsets.ISO_8859_1);
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "RequestHead[host=" + host + "]";
  }
}
