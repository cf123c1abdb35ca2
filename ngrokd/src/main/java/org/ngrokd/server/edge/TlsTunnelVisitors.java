package org.ngrokd.server.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.tls.ServerNameHandler;
import org.ngrokd.server.tunnel.Tunnel;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;

/**
 * Takes visitors of tls tunnels from the https listener, before TLS would end there, and joins them
 * with their clients. Confined to the event loop of the visitor.
 */
public final class TlsTunnelVisitors implements ServerNameHandler.Taker {
  private final EdgeContext context;
  private final ConnectionLog log;
  private final Visit visit;

  public TlsTunnelVisitors(EdgeContext context, ConnectionLog log, Visit visit) {
    this.context = context;
    this.log = log;
    this.visit = visit;
  }

  @Override
  public boolean mayTake() {
    return context.tunnels().hasTls();
  }

  @Override
  public Optional<CompletableFuture<Void>> await(String serverName) {
    return context.tunnels().awaited(TunnelProtocol.TLS, serverName);
  }

  @Override
  public Optional<Runnable> take(ChannelHandlerContext ctx, String serverName) {
    return context.tunnels().find(TunnelProtocol.TLS, serverName).map(tunnel -> join(ctx, tunnel));
  }

  private Runnable join(ChannelHandlerContext ctx, Tunnel tunnel) {
    log.debug("New connection for {} from {}", tunnel, PeerAddress.of(ctx.channel()));
    VisitorGate.underWay(ctx.channel(), true);
    PublicConnection visitor = new PublicConnection(ctx.channel(), context.tcp(), log, visit);
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.remove(HandlerNames.DEADLINE);
    pipeline.remove(HandlerNames.MEMORY);
    pipeline.remove(HandlerNames.ROLE);
    return () -> visitor.join(tunnel); // its end keeps what comes first until then
  }
}
