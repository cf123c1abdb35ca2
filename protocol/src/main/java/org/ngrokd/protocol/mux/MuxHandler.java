package org.ngrokd.protocol.mux;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * HTTP/2 as we use it: frames are dispatched by hand, without a channel for each stream. RFC 9113.
 */
final class MuxHandler extends Http2ConnectionHandler {
  /** Large enough that a read of a busy socket is one frame. */
  private static final int FRAME = 64 * 1024;

  /** Streams that a peer may have open; visitors are counted elsewhere. */
  private static final int MOST_STREAMS = 200_000;

  /** Resets and PING answers that may wait to be sent: many visitors may go at once. */
  private static final int MOST_CONTROL_FRAMES = 50_000;

  /** Bytes that a stream may send in its turn, so that a busy one does not hold up small ones. */
  private static final int TURN = 16 * 1024;

  private static final float GIVE_BACK_AT = 0.5f;
  private static final int LONGEST_HEAD = 8 * 1024;

  private MuxHandler(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    super(decoder, encoder, settings, true); // a close is a close; who wants to wait does so itself
    // The merging cumulator would keep whole buffers in memory for the slices that are passed on.
    setCumulator(COMPOSITE_CUMULATOR);
  }

  /**
   * One side of a connection.
   *
   * @param accepts whether the peer opens the streams, which is the server's role in HTTP/2
   */
  static MuxHandler of(boolean accepts, Http2FrameListener frames) {
    Http2Connection connection = new DefaultHttp2Connection(accepts, 0);
    // Streams are held back one by one; if the connection were, a slow one would hold up the rest.
    connection
        .local()
        .flowController(new DefaultHttp2LocalFlowController(connection, GIVE_BACK_AT, true));
    UniformStreamByteDistributor turns = new UniformStreamByteDistributor(connection);
    turns.minAllocationChunk(TURN);
    connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
    return new Builder(connection, settings(accepts), frames).build();
  }

  private static Http2Settings settings(boolean accepts) {
    Http2Settings settings =
        Http2Settings.defaultSettings()
            .initialWindowSize(Window.INITIAL)
            .maxFrameSize(FRAME)
            .maxHeaderListSize(LONGEST_HEAD)
            .maxConcurrentStreams(accepts ? MOST_STREAMS : 0);
    return accepts ? settings : settings.pushEnabled(false);
  }

  private static final class Builder
      extends AbstractHttp2ConnectionHandlerBuilder<MuxHandler, Builder> {
    Builder(Http2Connection connection, Http2Settings settings, Http2FrameListener frames) {
      connection(connection);
      initialSettings(settings);
      frameListener(frames);
      validateHeaders(false); // they are no request's
      headerSensitivityDetector((name, value) -> StreamHead.CLIENT_ADDR.contentEquals(name));
      encoderEnforceMaxQueuedControlFrames(MOST_CONTROL_FRAMES);
      // Limits of resets are meant for strangers that open streams only to give them up.
      decoderEnforceMaxRstFramesPerWindow(0, 0);
      encoderEnforceMaxRstFramesPerWindow(0, 0);
    }

    @Override
    protected MuxHandler build() {
      return super.build();
    }

    @Override
    protected MuxHandler build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return new MuxHandler(decoder, encoder, settings);
    }
  }
}
