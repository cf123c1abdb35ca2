package org.ngrokd.client.inspect;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A part of a stream that has its own meaning: a WebSocket frame or a server-sent event.
 *
 * @param isFromVisitor its direction
 * @param kind what it is
 * @param captured its beginning, read-only
 * @param size all of it, in bytes
 */
public record Frame(
    Instant time, boolean isFromVisitor, Kind kind, ByteBuffer captured, long size) {

  /** What a frame is. */
  public enum Kind {
    TEXT,
    BINARY,
    CLOSE,
    PING,
    PONG,
    EVENT
  }

  public Frame {
    captured = captured.asReadOnlyBuffer();
  }

  /** A copy of what was captured. */
  public byte[] bytes() {
    byte[] copy = new byte[captured.remaining()];
    captured.duplicate().get(copy);
    return copy;
  }
}
