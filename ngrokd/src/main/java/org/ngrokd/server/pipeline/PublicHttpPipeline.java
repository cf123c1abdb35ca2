package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.protocol.net.ConnectionLog;
import org.ngrokd.protocol.net.ConnectionType;
import org.ngrokd.protocol.net.FailureHandler;
import org.ngrokd.protocol.net.HandlerNames;
import org.ngrokd.server.edge.EdgeServices;
import org.ngrokd.server.edge.VhostHandler;
import org.slf4j.event.Level;

/**
 * A visitor's http or https connection:
 *
 * <pre>
 *   deadline | (tls) | role: VhostHandler | failures
 * </pre>
 *
 * With the visitor's first bytes, deadline and role go and the relay's handler comes; then an
 * {@link org.ngrokd.server.edge.HttpConnection} sees to the requests.
 */
public final class PublicHttpPipeline extends ChannelInitializer<Channel> {
  private final Optional<Supplier<SslContext>> tls;
  private final EdgeServices services;

  private PublicHttpPipeline(Optional<Supplier<SslContext>> tls, EdgeServices services) {
    this.tls = tls;
    this.services = services;
  }

  /** Without TLS. */
  public static PublicHttpPipeline http(EdgeServices services) {
    return new PublicHttpPipeline(Optional.empty(), services);
  }

  /**
   * TLS ends here; the local service gets plain HTTP.
   *
   * @param tls the context for new connections; it changes when certificates are renewed
   */
  public static PublicHttpPipeline https(Supplier<SslContext> tls, EdgeServices services) {
    return new PublicHttpPipeline(Optional.of(tls), services);
  }

  @Override
  protected void initChannel(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
    ChannelPipeline pipeline = channel.pipeline();
    Duration headTime = services.policy().head().time();
    pipeline.addLast(
        HandlerNames.DEADLINE, new DeadlineHandler(headTime, log, Level.DEBUG, "request head"));
    tls.ifPresent(
        context -> {
          SslHandler handler = context.get().newHandler(channel.alloc());
          handler.setHandshakeTimeoutMillis(headTime.toMillis());
          pipeline.addLast(HandlerNames.TLS, handler);
        });
    String protocol = tls.isPresent() ? "https" : "http";
    pipeline.addLast(HandlerNames.ROLE, new VhostHandler(protocol, services, log));
    pipeline.addLast(HandlerNames.FAILURES, new FailureHandler(log));
  }
}
