package org.ngrokd.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import org.jspecify.annotations.Nullable;

/** Holds a port before it is known what awaits those who come: they are turned away until then. */
final class LateReception extends ChannelInitializer<Channel> {
  private volatile @Nullable ChannelHandler reception;

  void begin(ChannelHandler with) {
    reception = with;
  }

  @Override
  protected void initChannel(Channel channel) {
    ChannelHandler known = reception;
    if (known == null) {
      channel.close().addListener(closed -> {});
    } else {
      channel.pipeline().addLast(known);
    }
  }
}
