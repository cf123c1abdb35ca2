package org.ngrokd.streams.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.HandlerNames;

/** Turns a proxy connection from messages to the stream that follows {@code StartProxy}. */
public final class ProxyStreams {
  private ProxyStreams() {}

  /**
   * Takes the connection over, on its event loop. Bytes that came with {@code StartProxy} are the
   * first of the stream.
   *
   * @param chunked as {@code StartProxy} said
   */
  public static ChannelEnd takeOver(Channel channel, boolean chunked) {
    ChannelEnd end = ChannelEnd.take(channel, chunked ? StreamKind.CHUNKED_TLS : StreamKind.TLS);
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(HandlerNames.MEMORY) != null) { // from now on the end counts what waits
      pipeline.remove(HandlerNames.MEMORY);
    }
    pipeline.remove(HandlerNames.ROLE);
    pipeline.remove(HandlerNames.MESSAGE_ENCODER);
    pipeline.remove(HandlerNames.MESSAGE_DECODER);
    ChannelHandler frames = pipeline.remove(HandlerNames.FRAMES); // last: its bytes go to the end
    InputMemory.of(channel).removed(frames);
    return end;
  }
}
