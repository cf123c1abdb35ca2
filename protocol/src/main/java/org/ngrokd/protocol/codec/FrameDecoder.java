package org.ngrokd.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Cuts the stream into message payloads. Each is preceded by its length: 8 bytes, little-endian,
 * signed. Any fragmentation and any merging is taken.
 *
 * <p>A length that is not positive or is above the limit fails with a {@link ProtocolException}
 * before anything is allocated for it, and whatever else the peer sends is discarded. When this
 * handler is removed (a proxy connection turns into a stream of raw bytes) the bytes it has not yet
 * cut go on to the next handler.
 *
 * <p>Protocol: §1.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
  /** Largest payload taken by default: the longest message of 1.7 is far below 4 KiB. */
  public static final int DEFAULT_LIMIT = 64 * 1024;

  private static final int HEADER_BYTES = Long.BYTES;

  private final int limit;
  private boolean broken;

  public FrameDecoder() {
    this(DEFAULT_LIMIT);
  }

  /**
   * @param limit largest payload taken, in bytes
   */
  public FrameDecoder(int limit) {
    this.limit = limit;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < HEADER_BYTES) {
      return;
    }
    long length = in.getLongLE(in.readerIndex());
    if (length <= 0 || length > limit) {
      broken = true;
      in.skipBytes(in.readableBytes());
      throw new ProtocolException(
          "message length "
              + length
              + " is outside 1.."
              + limit
              + ": the peer does not speak this protocol");
    }
    if (in.readableBytes() < HEADER_BYTES + length) {
      return;
    }
    in.skipBytes(HEADER_BYTES);
    out.add(in.readRetainedSlice((int) length));
  }
}
