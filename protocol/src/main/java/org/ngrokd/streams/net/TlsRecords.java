package org.ngrokd.streams.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of small writes on a TLS connection: one record each while messages are
 * written (old peers depend on it), merged into full records while a stream is relayed.
 *
 * <p>Protocol: §1 "Record rule".
 */
public final class TlsRecords {
  /** The most plain text that one TLS record holds, in bytes. */
  private static final int FULL_RECORD = 16 * 1024;

  private TlsRecords() {}

  /** Each buffer written becomes a record (or more, above 16 KiB) of its own. */
  public static void onePerWrite(SslHandler tls) {
    tls.setWrapDataSize(0);
  }

  /** Buffers written without a flush between them are merged. Does nothing without TLS. */
  public static void merged(Channel channel) {
    SslHandler tls = handler(channel.pipeline());
    if (tls != null) {
      tls.setWrapDataSize(FULL_RECORD);
    }
  }

  private static @Nullable SslHandler handler(ChannelPipeline pipeline) {
    return (SslHandler) pipeline.get(HandlerNames.TLS);
  }
}
