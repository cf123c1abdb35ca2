package org.ngrokd.client.compress;

import java.util.List;
import org.ngrokd.streams.http.BodyLength;
import org.ngrokd.streams.http.HeadEdit;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.ResponseHead;

/** What the head of a reply has to say when its body is, or might have been, compressed. */
final class CompressedHead {
  /** What is true of the bytes that the service sent, and of no others. */
  static final List<String> OF_CONTENT =
      List.of("Content-MD5", "Digest", "Content-Digest", "Repr-Digest");

  private static final int NOT_MODIFIED = 304;

  /** Where the digit behind "HTTP/1." is. */
  private static final int MINOR_VERSION = 7;

  private CompressedHead() {}

  /**
   * Of a reply that is compressed. A service that speaks HTTP/1.0 knows no chunks; the visitor
   * does, so this is HTTP/1.1.
   *
   * @param hasBody false for a reply to HEAD, which says what the one to GET would
   */
  static byte[] of(ResponseHead head, String coding, boolean hasBody) {
    boolean closes = !head.keepsAlive() || head.body().kind() == BodyLength.Kind.UNTIL_CLOSE;
    HeadEdit edit = vary(closes ? head.closingEdit() : new HeadEdit(), head.headers());
    edit.remove("Content-Length").remove("Transfer-Encoding").remove("Accept-Ranges");
    OF_CONTENT.forEach(edit::remove);
    String tag = head.headers().value("ETag");
    if (tag.startsWith("\"")) {
      edit.replace("ETag", "W/" + tag); // the same content in other bytes
    }
    edit.add("Content-Encoding", coding);
    if (hasBody) {
      edit.add("Transfer-Encoding", "chunked");
    }
    byte[] changed = edit.apply(head.bytes(), head.headers());
    changed[MINOR_VERSION] = '1';
    return changed;
  }

  /** Of one that another visitor might have got compressed: caches have to know. */
  static byte[] varying(ResponseHead head) {
    return vary(new HeadEdit(), head.headers()).apply(head.bytes(), head.headers());
  }

  /**
   * Of any other. That nothing has changed is said under the name by which the visitor knows it.
   *
   * @param knownTags the request's If-None-Match
   */
  static byte[] untouched(ResponseHead head, String knownTags) {
    String tag = head.headers().value("ETag");
    boolean isKnownAsWeak =
        head.status() == NOT_MODIFIED && tag.startsWith("\"") && knownTags.contains("W/" + tag);
    return isKnownAsWeak
        ? vary(new HeadEdit(), head.headers())
            .replace("ETag", "W/" + tag)
            .apply(head.bytes(), head.headers())
        : head.bytes();
  }

  private static HeadEdit vary(HeadEdit edit, HeaderLines headers) {
    if (headers.hasWord("Vary", "*") || headers.hasWord("Vary", "Accept-Encoding")) {
      return edit;
    }
    List<String> others =
        headers.values("Vary").stream().filter(value -> !value.isEmpty()).toList();
    String all = String.join(", ", others);
    return edit.remove("Vary")
        .add("Vary", all.isEmpty() ? "Accept-Encoding" : all + ", Accept-Encoding");
  }
}
