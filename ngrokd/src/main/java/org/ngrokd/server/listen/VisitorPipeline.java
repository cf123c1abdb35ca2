package org.ngrokd.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.util.function.Supplier;
import org.ngrokd.server.limits.Junk;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Finds out who a visitor is, lets its address in or not, and makes room for the pipeline of the
 * listener. Where a PROXY header has to come first:
 *
 * <pre>
 *   deadline | proxy-header | role: ProxyHeaderHandler | failures
 * </pre>
 *
 * With the header these go, and what came behind it goes to those that replace them.
 */
final class VisitorPipeline extends ChannelInitializer<Channel> {
  /** The most that a header of version 2 may tell beyond addresses, in bytes. */
  private static final int EXTRAS = 4096;

  private final Supplier<ProxyHeaders> headersNow;
  private final VisitorGate gate;
  private final ChannelHandler pipeline;

  VisitorPipeline(Supplier<ProxyHeaders> headers, VisitorGate gate, ChannelHandler pipeline) {
    this.headersNow = headers;
    this.gate = gate;
    this.pipeline = pipeline;
  }

  @Override
  protected void initChannel(Channel channel) {
    ProxyHeaders headers = headersNow.get();
    if (headers.expectedOf(channel)) {
      readHeader(channel.pipeline(), headers);
    } else if (gate.admitAddress(channel)) {
      channel.pipeline().addLast(pipeline);
    } else {
      AdmissionPipeline.turnAway(channel);
    }
  }

  private void readHeader(ChannelPipeline reading, ProxyHeaders headers) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
    reading.addLast(
        HandlerNames.DEADLINE,
        new DeadlineHandler(headers.deadline(), late -> tellLate(late, headers, log)));
    reading.addLast(HandlerNames.PROXY_HEADER, new HAProxyMessageDecoder(EXTRAS));
    reading.addLast(HandlerNames.ROLE, new ProxyHeaderHandler(gate, pipeline, log));
    reading.addLast(HandlerNames.FAILURES, new FailureHandler(log, gate.reports().news()));
  }

  private void tellLate(Channel late, ProxyHeaders headers, ConnectionLog log) {
    if (gate.reports().junk(Junk.NO_PROXY_HEADER, late)) {
      log.info(
          "No PROXY header within {} s (peer {})",
          headers.deadline().toSeconds(),
          PeerAddress.of(late));
    }
  }
}
