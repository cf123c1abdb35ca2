package org.ngrokd.client.compress;

import java.util.Locale;
import java.util.Set;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.ResponseHead;

/** Which replies become smaller, and may be made so. */
final class Compressible {
  /** Smaller ones fit into one packet anyway, in bytes. */
  private static final int WORTH_IT = 860;

  /** Beside text and what is written in JSON or XML. */
  private static final Set<String> TYPES =
      Set.of(
          "application/javascript",
          "application/x-javascript",
          "application/ecmascript",
          "application/json",
          "application/xml",
          "application/wasm",
          "application/x-ndjson",
          "application/ndjson",
          "application/graphql",
          "application/yaml",
          "application/toml",
          "application/sql",
          "application/rtf",
          "application/x-www-form-urlencoded",
          "application/x-sh",
          "application/vnd.ms-fontobject",
          "application/x-font-ttf",
          "font/ttf",
          "font/otf",
          "image/svg+xml",
          "image/bmp",
          "image/x-icon",
          "image/vnd.microsoft.icon");

  private static final int NO_CONTENT = 204;
  private static final int RESET_CONTENT = 205;
  private static final int PARTIAL_CONTENT = 206;

  private Compressible() {}

  /** Whether it may be compressed for whoever takes that. */
  static boolean is(ResponseHead reply) {
    HeaderLines headers = reply.headers();
    return reply.status() / 100 != 3 // a few words, if any
        && reply.status() >= 200
        && reply.status() != NO_CONTENT
        && reply.status() != RESET_CONTENT
        && reply.status() != PARTIAL_CONTENT
        && !reply.opensTunnel()
        && headers.find("Content-Encoding") < 0
        && headers.find("Content-Range") < 0
        && isReadable(headers)
        && !headers.hasWord("Cache-Control", "no-transform")
        && isCompressible(headers.value("Content-Type"));
  }

  /** What is sent by other codings than chunks is not for us to read. */
  private static boolean isReadable(HeaderLines headers) {
    return headers.find("Transfer-Encoding") < 0
        || headers.value("Transfer-Encoding").equalsIgnoreCase("chunked");
  }

  /**
   * Whether it is long enough.
   *
   * @param isHead whether it replies to HEAD: then its length is only what the head says
   */
  static boolean isWorthIt(ResponseHead reply, boolean isHead) {
    if (isHead) {
      String length = reply.headers().value("Content-Length");
      return length.isEmpty() || length.length() > 3 || isLong(length);
    }
    return reply.body().kind() != BodyLength.Kind.FIXED || reply.body().bytes() >= WORTH_IT;
  }

  private static boolean isLong(String length) {
    return length.matches("\\d{1,3}") && Integer.parseInt(length) >= WORTH_IT;
  }

  private static boolean isCompressible(String contentType) {
    String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    return (type.startsWith("text/") && !type.equals("text/event-stream"))
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || TYPES.contains(type);
  }
}
