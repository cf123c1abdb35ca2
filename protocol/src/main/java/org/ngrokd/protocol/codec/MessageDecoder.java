package org.ngrokd.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns a payload into a {@link org.ngrokd.protocol.Message}. A payload that is not a message fails
 * with a {@link org.ngrokd.protocol.ProtocolException}.
 */
public final class MessageDecoder extends MessageToMessageDecoder<ByteBuf> {
  private boolean broken;

  /** Behind a payload that is no message there is none any more: the connection is to end. */
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf payload, List<Object> out) {
    if (broken) {
      return;
    }
    broken = true;
    out.add(JsonMapping.read(payload.toString(StandardCharsets.UTF_8)));
    broken = false;
  }
}
