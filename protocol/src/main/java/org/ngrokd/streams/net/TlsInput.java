package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import org.ngrokd.streams.memory.InputMemory;

/** Counts the records that a TLS handler has not got whole. */
public final class TlsInput {
  private TlsInput() {}

  /**
   * To be called before the handler gets anything. Input is gathered as Netty does for its engine.
   */
  public static void watch(Channel channel, SslHandler handler) {
    InputMemory.of(channel)
        .watch(
            channel,
            handler,
            handler.engine() instanceof ReferenceCountedOpenSslEngine
                ? ByteToMessageDecoder.COMPOSITE_CUMULATOR
                : ByteToMessageDecoder.MERGE_CUMULATOR);
  }
}
