package org.ngrokd.client.inspect;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What was seen of a body; chunks are joined, encodings are left as they were.
 *
 * @param captured its beginning, read-only
 * @param size all of it that has passed, in bytes
 * @param trailers what followed the last chunk
 */
public record SeenBody(ByteBuffer captured, long size, List<Header> trailers) {
  public static final SeenBody EMPTY = new SeenBody(ByteBuffer.allocate(0), 0, List.of());

  public SeenBody {
    captured = captured.asReadOnlyBuffer();
    trailers = List.copyOf(trailers);
  }

  /** A body that is known whole. */
  public static SeenBody of(byte[] bytes) {
    return new SeenBody(ByteBuffer.wrap(bytes), bytes.length, List.of());
  }

  /** A copy of what was captured. */
  public byte[] bytes() {
    byte[] copy = new byte[captured.remaining()];
    captured.duplicate().get(copy);
    return copy;
  }

  /** Whether nothing is missing at its end. */
  public boolean isWhole() {
    return captured.remaining() == size;
  }
}
