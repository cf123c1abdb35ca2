package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.util.function.Predicate;

/**
 * The gate before a pipeline: who is not let in costs no more than an accept and a close.
 *
 * <pre>
 *   (the pipeline's handlers)
 * </pre>
 */
final class AdmissionPipeline extends ChannelInitializer<Channel> {
  private final Predicate<Channel> gate;
  private final ChannelHandler pipeline;

  AdmissionPipeline(Predicate<Channel> gate, ChannelHandler pipeline) {
    this.gate = gate;
    this.pipeline = pipeline;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (gate.test(channel)) {
      channel.pipeline().addLast(pipeline);
    } else {
      turnAway(channel);
    }
  }

  /** Closes with a reset, which leaves nothing behind in the system's tables. */
  static void turnAway(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close().addListener(closed -> {});
  }
}
