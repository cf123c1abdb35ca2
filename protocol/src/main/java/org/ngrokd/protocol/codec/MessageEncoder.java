package org.ngrokd.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ngrokd.protocol.Message;

/**
 * Turns a message into its header and payload, as one buffer for each TLS record that the {@link
 * RecordLayout} asks for.
 *
 * <p>One buffer becomes one record only while the {@code SslHandler} below does not merge writes:
 * its wrap data size must be 0 for as long as messages are written ({@link
 * org.ngrokd.streams.net.TlsRecords}).
 */
public final class MessageEncoder extends MessageToMessageEncoder<Message> {
  private final RecordLayout layout;

  public MessageEncoder(RecordLayout layout) {
    super(Message.class);
    this.layout = layout;
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, Message message, List<Object> out) {
    byte[] payload = JsonMapping.write(message).getBytes(StandardCharsets.UTF_8);
    if (layout == RecordLayout.HEADER_APART) {
      out.add(ctx.alloc().buffer(Long.BYTES).writeLongLE(payload.length));
      out.add(ctx.alloc().buffer(payload.length).writeBytes(payload));
    } else {
      ByteBuf record = ctx.alloc().buffer(Long.BYTES + payload.length);
      out.add(record.writeLongLE(payload.length).writeBytes(payload));
    }
  }
}
