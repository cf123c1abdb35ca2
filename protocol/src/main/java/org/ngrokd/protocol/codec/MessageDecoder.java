package org.ngrokd.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.MessageLimits;
import org.ngrokd.protocol.MessageType;
import org.ngrokd.streams.net.ProtocolException;

/**
 * Turns a payload into a {@link Message}. A payload that is not a message fails with a {@link
 * org.ngrokd.streams.net.ProtocolException}.
 */
public final class MessageDecoder extends MessageToMessageDecoder<ByteBuf> {
  private boolean broken;

  /** Loads what a first message needs, which takes a while. Any thread. */
  public static void loadClasses() {
    JsonMapping.read(JsonMapping.write(new Message.Pong()));
  }

  /** Behind a payload that is no message there is none any more: the connection is to end. */
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf payload, List<Object> out) {
    if (broken) {
      return;
    }
    broken = true;
    Message message = JsonMapping.read(payload.toString(StandardCharsets.UTF_8));
    if (!isAnswered(message)) {
      checkLengths(message);
    }
    out.add(message);
    broken = false;
  }

  /** Whoever takes these says in words what of them is too long. */
  private static boolean isAnswered(Message message) {
    return message instanceof Message.Auth || message instanceof Message.ReqTunnel;
  }

  private static void checkLengths(Message message) {
    MessageLimits.excess(message)
        .ifPresent(
            excess -> {
              throw new ProtocolException(MessageType.of(message).wireName() + ": " + excess);
            });
  }
}
