package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.ngrokd.protocol.codec.FrameDecoder;
import org.ngrokd.protocol.codec.MessageDecoder;
import org.ngrokd.protocol.codec.MessageEncoder;
import org.ngrokd.protocol.codec.RecordLayout;
import org.ngrokd.server.control.ControlContext;
import org.ngrokd.server.limits.ClientGate;
import org.ngrokd.server.limits.Limit;
import org.ngrokd.server.limits.MemoryGuard;
import org.ngrokd.server.listen.ConnectionMemoryHandler;
import org.ngrokd.server.listen.DeadlineHandler;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.ServerNameHandler;
import org.ngrokd.server.tls.ShownStaple;
import org.ngrokd.streams.memory.InputMemory;
import org.ngrokd.streams.net.BrokenRecordHandler;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.LinkOptions;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.net.TlsInput;
import org.ngrokd.streams.net.TlsRecords;

/**
 * A connection on the tunnel listener, control or proxy:
 *
 * <pre>
 *   deadline | server-name, then (certificate-sent) | tls | (write-timeout) | memory | frames | message-decoder
 *            | message-encoder
 *            | (message-rate) | role | failures
 * </pre>
 *
 * The deadline goes with the first message. A proxy connection that is started loses everything
 * between tls and failures and gets the relay's handlers instead.
 */
public final class TunnelPipeline extends ChannelInitializer<Channel> {
  private final Certificates tls;
  private final ControlContext context;
  private final MemoryGuard memory;

  /**
   * @param tls whose certificate a new connection is shown
   * @param memory counts what waits for each connection
   */
  public TunnelPipeline(Certificates tls, ControlContext context, MemoryGuard memory) {
    this.tls = tls;
    this.context = context;
    this.memory = memory;
  }

  @Override
  protected void initChannel(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.TUN);
    Duration firstMessage = context.gate().limits().firstMessage();
    FrameDecoder frames = new FrameDecoder();
    InputMemory.of(channel).watch(channel, frames, ByteToMessageDecoder.MERGE_CUMULATOR);
    LinkOptions.tell(channel);
    ChannelPipeline pipeline = channel.pipeline();
    RefusedCertificate refused = RefusedCertificate.byClient();
    pipeline.addLast(
        HandlerNames.DEADLINE,
        new DeadlineHandler(
            firstMessage,
            late -> {
              refused.peerIsSilent();
              tellLate(late, log);
            }));
    pipeline.addLast(
        HandlerNames.SERVER_NAME,
        new ServerNameHandler(
            tls,
            ServerNameHandler.Taker.NOBODY,
            (ctx, context) -> endTls(ctx, context, refused),
            log));
    pipeline.addLast(HandlerNames.MEMORY, new ConnectionMemoryHandler(channel, memory, log));
    pipeline.addLast(HandlerNames.FRAMES, frames);
    pipeline.addLast(HandlerNames.MESSAGE_DECODER, new MessageDecoder());
    pipeline.addLast(HandlerNames.MESSAGE_ENCODER, new MessageEncoder(RecordLayout.HEADER_APART));
    pipeline.addLast(HandlerNames.ROLE, new FirstMessageHandler(context, log));
    pipeline.addLast(
        HandlerNames.FAILURES,
        new FailureHandler(log, refused::explain, context.gate().reports().news()));
  }

  private static void endTls(
      ChannelHandlerContext ctx, SslContext context, RefusedCertificate refused) {
    Channel channel = ctx.channel();
    SslHandler handler = context.newHandler(channel.alloc());
    handler.setHandshakeTimeoutMillis(0); // the deadline is for both
    ShownStaple.into(handler, context);
    TlsRecords.onePerWrite(handler);
    BrokenRecordHandler.watch(handler);
    TlsInput.watch(channel, handler);
    refused.watch(handler, context, ctx);
    ctx.pipeline().replace(ctx.handler(), HandlerNames.TLS, handler);
  }

  private void tellLate(Channel late, ConnectionLog log) {
    ClientGate gate = context.gate();
    if (gate.reports().reached(Limit.FIRST_MESSAGE, PeerAddress.ip(late))) {
      log.info(
          "No first message within {} s (peer {})",
          gate.limits().firstMessage().toSeconds(),
          PeerAddress.of(late));
    }
  }
}
