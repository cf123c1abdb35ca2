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
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf payload, List<Object> out) {
    out.add(JsonMapping.read(payload.toString(StandardCharsets.UTF_8)));
  }
}
