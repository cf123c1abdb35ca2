package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;

/**
 * Follows a body as it passes and knows where it ends. It changes and keeps nothing. Not for
 * several threads at once.
 */
public interface BodyScanner {
  /**
   * Looks at the readable bytes and says how many of them, from the first, belong to the body.
   * Takes none out of the buffer; the next call goes on behind those that it counted.
   *
   * @throws BadMessageException when the body is not as its head said
   */
  int scan(ByteBuf bytes) throws BadMessageException;

  /** Whether the body has ended. */
  boolean isDone();

  /** The scanner for a request's body: in its trailer some names are not taken. */
  static BodyScanner ofRequest(BodyLength length) {
    return length.kind() == BodyLength.Kind.CHUNKED ? ChunkedBody.ofRequest() : of(length);
  }

  /** The scanner for a body whose trailer was looked at before, or of fixed length. */
  static BodyScanner of(BodyLength length) {
    return switch (length.kind()) {
      case FIXED -> new FixedBody(length.bytes());
      case CHUNKED -> ChunkedBody.seenBefore();
      case UNTIL_CLOSE -> new FixedBody(Long.MAX_VALUE);
    };
  }
}
