package org.ngrokd.streams.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Takes the framing of {@link ChunkEncoder} off again: bytes are passed on as they come, {@link
 * LastChunk} after the last. A chunk is never collected.
 */
final class ChunkDecoder extends ByteToMessageDecoder {
  private int remaining;
  private boolean ended;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (remaining > 0) {
      int part = Math.min(remaining, in.readableBytes());
      out.add(in.readRetainedSlice(part));
      remaining -= part;
    } else if (ended) {
      in.skipBytes(in.readableBytes());
      throw new ProtocolException("bytes after the last chunk of a proxied stream");
    } else if (in.readableBytes() >= ChunkEncoder.HEADER_BYTES) {
      begin(in.readInt(), in, out);
    }
  }

  private void begin(int length, ByteBuf in, List<Object> out) {
    if (length < 0) {
      ended = true; // what follows could look like a last chunk: nothing more is taken
      in.skipBytes(in.readableBytes());
      throw new ProtocolException("chunk length " + length + " in a proxied stream");
    }
    remaining = length;
    if (length == 0) {
      ended = true;
      out.add(LastChunk.INSTANCE);
    }
  }
}
