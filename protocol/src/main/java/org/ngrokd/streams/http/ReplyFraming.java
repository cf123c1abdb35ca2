package org.ngrokd.streams.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of a reply ends, and what has to be changed in its head so that the next program
 * cannot see another end. RFC 9112, 6.1 to 6.3.
 *
 * @param edit null when its head says it in one way only
 */
record ReplyFraming(BodyLength body, @Nullable HeadEdit edit) {
  private static final String CODING = "Transfer-Encoding";
  private static final String LENGTH = "Content-Length";
  private static final String CHUNKED = "chunked";
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** Others may be chunked in disguise. */
  private static final Set<String> KNOWN =
      Set.of(CHUNKED, "gzip", "x-gzip", "deflate", "compress", "x-compress", "br", "zstd");

  /**
   * Reads the lines.
   *
   * @param opensTunnel whether no HTTP follows
   * @throws BadMessageException when there is more than one answer
   */
  static ReplyFraming of(
      HeaderLines lines, Asked request, int status, boolean isHttp11, boolean opensTunnel)
      throws BadMessageException {
    if (status < 200 || status == NO_CONTENT || opensTunnel) {
      return new ReplyFraming(BodyLength.NONE, saysNothing(lines) ? null : withoutLength());
    }
    if (request.isHead() || status == NOT_MODIFIED) {
      return new ReplyFraming(BodyLength.NONE, ofAnotherReply(lines, isHttp11));
    }
    return told(lines, isHttp11);
  }

  private static HeadEdit withoutLength() {
    return new HeadEdit().remove(CODING).remove(LENGTH);
  }

  /** Many write a length of 0 where there can be none: nobody is led astray by it. */
  private static boolean saysNothing(HeaderLines lines) {
    int length = lines.find(LENGTH);
    return lines.find(CODING) < 0
        && (length < 0 || (lines.isValue(length, "0") && lines.find(LENGTH, length + 1) < 0));
  }

  /** No body follows, but its length is told as it would be with one. */
  private static @Nullable HeadEdit ofAnotherReply(HeaderLines lines, boolean isHttp11) {
    try {
      return told(lines, isHttp11).edit();
    } catch (BadMessageException unclear) {
      return withoutLength();
    }
  }

  private static ReplyFraming told(HeaderLines lines, boolean isHttp11) throws BadMessageException {
    if (lines.find(CODING) < 0) {
      return byLength(lines, null);
    }
    boolean hasLength = lines.find(LENGTH) >= 0;
    if (isHttp11 && !hasLength && isPlainlyChunked(lines)) {
      return new ReplyFraming(BodyLength.CHUNKED, null);
    }
    List<String> codings = codings(lines);
    if (codings.isEmpty()) {
      return byLength(lines, new HeadEdit().remove(CODING));
    }
    if (isChunked(codings) && isHttp11) {
      return new ReplyFraming(BodyLength.CHUNKED, chunked(codings));
    }
    require(!hasLength, "a length beside a coding that does not tell the end of the reply");
    return new ReplyFraming(BodyLength.UNTIL_CLOSE, null);
  }

  private static boolean isPlainlyChunked(HeaderLines lines) {
    int coding = lines.find(CODING);
    return lines.isValue(coding, CHUNKED) && lines.find(CODING, coding + 1) < 0;
  }

  /** All codings in lower case, "identity" left out, which is none. */
  private static List<String> codings(HeaderLines lines) throws BadMessageException {
    List<String> codings = new ArrayList<>();
    for (String value : lines.values(CODING)) {
      for (String each : value.toLowerCase(Locale.ROOT).split(",", -1)) {
        String coding = HeaderLines.trimmed(each);
        if (!coding.isEmpty() && !coding.equals("identity")) {
          require(KNOWN.contains(coding), "unknown transfer coding of the reply");
          codings.add(coding);
        }
      }
    }
    return codings;
  }

  /** Whether chunks are the last coding; said twice, it is meant once. */
  private static boolean isChunked(List<String> codings) throws BadMessageException {
    int first = codings.indexOf(CHUNKED);
    boolean isLast =
        first >= 0 && codings.subList(first, codings.size()).stream().allMatch(CHUNKED::equals);
    require(first < 0 || isLast, "chunks are not the last coding of the reply");
    return isLast;
  }

  private static HeadEdit chunked(List<String> codings) {
    return withoutLength()
        .add(CODING, String.join(", ", codings.subList(0, codings.indexOf(CHUNKED) + 1)));
  }

  private static ReplyFraming byLength(HeaderLines lines, @Nullable HeadEdit edit)
      throws BadMessageException {
    int line = lines.find(LENGTH);
    if (line < 0) {
      return new ReplyFraming(BodyLength.UNTIL_CLOSE, edit);
    }
    String value = lines.value(line);
    boolean isOne = lines.find(LENGTH, line + 1) < 0 && value.indexOf(',') < 0;
    if (isOne) {
      return new ReplyFraming(BodyLength.parse(value), edit);
    }
    String[] lengths = String.join(",", lines.values(LENGTH)).split(",", -1);
    BodyLength length = BodyLength.parse(HeaderLines.trimmed(lengths[0]));
    for (String other : lengths) {
      require(
          BodyLength.parse(HeaderLines.trimmed(other)).equals(length),
          "several lengths of the reply");
    }
    HeadEdit once = edit == null ? new HeadEdit() : edit;
    return new ReplyFraming(
        length, once.remove(LENGTH).add(LENGTH, HeaderLines.trimmed(lengths[0])));
  }

  private static void require(boolean holds, String reason) throws BadMessageException {
    if (!holds) {
      throw new BadMessageException(reason);
    }
  }
}
