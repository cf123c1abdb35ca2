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
import org.ngrokd.protocol.relay.ActiveRelays;
import org.ngrokd.server.edge.VhostHandler;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.slf4j.event.Level;

/**
 * A visitor's http or https connection:
 *
 * <pre>
 *   deadline | (tls) | role: VhostHandler | failures
 * </pre>
 *
 * Once the tunnel is known, deadline and role go and the relay's handler comes.
 */
public final class PublicHttpPipeline extends ChannelInitializer<Channel> {
  private static final Duration REQUEST_HEAD = Duration.ofSeconds(10);

  private final Optional<Supplier<SslContext>> tls;
  private final TunnelRegistry tunnels;
  private final ActiveRelays relays;

  private PublicHttpPipeline(
      Optional<Supplier<SslContext>> tls, TunnelRegistry tunnels, ActiveRelays relays) {
    this.tls = tls;
    this.tunnels = tunnels;
    this.relays = relays;
  }

  /** Without TLS. */
  public static PublicHttpPipeline http(TunnelRegistry tunnels, ActiveRelays relays) {
    return new PublicHttpPipeline(Optional.empty(), tunnels, relays);
  }

  /**
   * TLS ends here; the local service gets plain HTTP.
   *
   * @param tls the context for new connections; it changes when certificates are renewed
   */
  public static PublicHttpPipeline https(
      Supplier<SslContext> tls, TunnelRegistry tunnels, ActiveRelays relays) {
    return new PublicHttpPipeline(Optional.of(tls), tunnels, relays);
  }

  @Override
  protected void initChannel(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(
        HandlerNames.DEADLINE, new DeadlineHandler(REQUEST_HEAD, log, Level.DEBUG, "request head"));
    tls.ifPresent(
        context -> {
          SslHandler handler = context.get().newHandler(channel.alloc());
          handler.setHandshakeTimeoutMillis(REQUEST_HEAD.toMillis());
          pipeline.addLast(HandlerNames.TLS, handler);
        });
    String protocol = tls.isPresent() ? "https" : "http";
    pipeline.addLast(HandlerNames.ROLE, new VhostHandler(protocol, tunnels, relays, log));
    pipeline.addLast(HandlerNames.FAILURES, new FailureHandler(log));
  }
}
