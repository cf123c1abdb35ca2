package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Passes the body of a reply on and knows where it ends. What is written well passes uncopied, in
 * slices of the buffers in which it came. Not for several threads at once.
 */
public interface ReplyBody {
  /**
   * Takes out of the buffer what belongs to the body, and gives it to the consumer, who owns it.
   *
   * @throws BadMessageException when the body is not as its head said; what came before that has
   *     been passed on
   */
  void pass(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException;

  /** Whether the body has ended. */
  boolean isDone();

  /** The way of a body. */
  static ReplyBody of(BodyLength length) {
    return length.kind() == BodyLength.Kind.CHUNKED
        ? new CleanChunks()
        : new PlainBody(BodyScanner.of(length));
  }
}
