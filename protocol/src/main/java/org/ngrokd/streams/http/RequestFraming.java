package org.ngrokd.streams.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a request's body ends, if there is just one answer to that. RFC 9112, 6.1 to 6.3. */
final class RequestFraming {
  /** Programs that hand headers on as variables take these for the real ones. */
  private static final List<String> LOOKALIKES = List.of("Content_Length", "Transfer_Encoding");

  private RequestFraming() {}

  static BodyLength of(HeaderLines headers, boolean isHttp11) throws BadMessageException {
    for (String lookalike : LOOKALIKES) {
      require(headers.find(lookalike) < 0, "underscore in the name of a framing header");
    }
    int length = headers.find("Content-Length");
    int coding = headers.find("Transfer-Encoding");
    require(length < 0 || coding < 0, "Content-Length beside Transfer-Encoding");
    if (coding >= 0) {
      require(isHttp11, "Transfer-Encoding in HTTP/1.0");
      require(headers.find("Transfer-Encoding", coding + 1) < 0, "several Transfer-Encodings");
      require(headers.isValue(coding, "chunked"), "unknown transfer coding");
      return BodyLength.CHUNKED;
    }
    if (length >= 0) {
      require(headers.find("Content-Length", length + 1) < 0, "several Content-Lengths");
      return BodyLength.parse(headers.value(length));
    }
    return BodyLength.NONE;
  }

  /** As most programs take it: chunks count before a length, and the same length twice is one. */
  static BodyLength meant(HeaderLines headers) throws BadMessageException {
    if (headers.hasWord("Transfer-Encoding", "chunked")) {
      return BodyLength.CHUNKED;
    }
    @Nullable BodyLength meant = null;
    for (String value : headers.values("Content-Length")) {
      for (String each : value.split(",", -1)) {
        BodyLength told = BodyLength.parse(HeaderLines.trimmed(each));
        require(meant == null || meant.equals(told), "several lengths of the request");
        meant = told;
      }
    }
    return meant == null ? BodyLength.NONE : meant;
  }

  private static void require(boolean holds, String reason) throws BadMessageException {
    if (!holds) {
      throw new BadMessageException(reason);
    }
  }
}
