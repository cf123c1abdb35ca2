package org.ngrokd.protocol.testing;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.ngrokd.streams.net.HandlerNames;

/** A channel in place of one that carried messages so far and may be multiplexed from now on. */
public final class MessageChannel {
  private MessageChannel() {}

  /** One whose time stands still, with the handlers that multiplexing replaces. */
  public static EmbeddedChannel frozen() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    for (String name :
        List.of(
            HandlerNames.FRAMES,
            HandlerNames.MESSAGE_DECODER,
            HandlerNames.MESSAGE_ENCODER,
            HandlerNames.ROLE,
            HandlerNames.FAILURES)) {
      channel.pipeline().addLast(name, new ChannelInboundHandlerAdapter());
    }
    return channel;
  }
}
