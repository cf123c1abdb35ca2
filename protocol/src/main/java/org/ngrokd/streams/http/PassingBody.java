package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Passes the body of a message on and knows where it ends. What is written well passes uncopied, in
 * slices of the buffers in which it came. Not for several threads at once.
 */
public interface PassingBody {
  /**
   * Takes out of the buffer what belongs to the body, and gives it to the consumer, who owns it.
   *
   * @throws BadMessageException when the body is not as its head said; what came before that has
   *     been passed on
   */
  void pass(ByteBuf bytes, Consumer<ByteBuf> out) throws BadMessageException;

  /** Whether the body has ended. */
  boolean isDone();

  /** What followed the last chunk; none where it passed with the chunks. */
  default HeaderLines trailers() {
    return HeaderLines.NONE;
  }

  /** What is kept of a trailer whose end has not come, in bytes. */
  default int memory() {
    return 0;
  }

  /** A reply's body as the next program has to read it: its chunks are put right. */
  static PassingBody ofReply(BodyLength length) {
    return length.kind() == BodyLength.Kind.CHUNKED
        ? new CleanChunks()
        : new PlainBody(BodyScanner.of(length));
  }

  /** A request's body as it was written; some names must not stand in its trailer. */
  static PassingBody ofRequest(BodyLength length) {
    return new PlainBody(BodyScanner.ofRequest(length));
  }

  /** What a body holds: chunks are joined, their trailer is told. */
  static PassingBody contentOf(BodyLength length) {
    return length.kind() == BodyLength.Kind.CHUNKED
        ? new ChunkContent()
        : new PlainBody(BodyScanner.of(length));
  }
}
