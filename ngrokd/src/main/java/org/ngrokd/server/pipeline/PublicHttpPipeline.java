package org.ngrokd.server.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgeEvents.Visit;
import org.ngrokd.server.edge.TlsTunnelVisitors;
import org.ngrokd.server.edge.http.VhostHandler;
import org.ngrokd.server.listen.ConnectionMemoryHandler;
import org.ngrokd.server.listen.DeadlineHandler;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tls.ServerNameHandler;
import org.ngrokd.server.tls.ShownStaple;
import org.ngrokd.streams.net.BrokenRecordHandler;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.PeerAddress;
import org.ngrokd.streams.net.TlsInput;

/**
 * A visitor's http or https connection:
 *
 * <pre>
 *   deadline | (server-name, then (certificate-sent) | tls | memory) | role: VhostHandler | failures
 * </pre>
 *
 * Once it is known which server is wanted, TLS ends here, unless it is a tls tunnel that is wanted:
 * then the bytes go through as on a tcp tunnel, and the relay's handler takes the place of all
 * between failures and the socket. With the first bytes of a request, deadline and role go and the
 * relay's handler comes; then an {@link org.ngrokd.server.edge.http.HttpConnection} sees to the
 * requests.
 */
public final class PublicHttpPipeline extends ChannelInitializer<Channel> {
  private final Optional<Certificates> tls;
  private final EdgeContext services;
  private final FailureHandler.News news;

  private PublicHttpPipeline(
      Optional<Certificates> tls, EdgeContext services, FailureHandler.News news) {
    this.tls = tls;
    this.services = services;
    this.news = news;
  }

  /** Without TLS. */
  public static PublicHttpPipeline http(EdgeContext services, FailureHandler.News news) {
    return new PublicHttpPipeline(Optional.empty(), services, news);
  }

  /**
   * TLS ends here and the local service gets plain HTTP, but for visitors of tls tunnels.
   *
   * @param tls whose certificate a new connection is shown
   * @param news which failures of visitors are worth a line in the log
   */
  public static PublicHttpPipeline https(
      Certificates tls, EdgeContext services, FailureHandler.News news) {
    return new PublicHttpPipeline(Optional.of(tls), services, news);
  }

  @Override
  protected void initChannel(Channel channel) {
    ConnectionLog log = ConnectionLog.next(ConnectionType.PUB);
    ChannelPipeline pipeline = channel.pipeline();
    Duration headTime = services.policy().head().time();
    TunnelProtocol protocol = tls.isPresent() ? TunnelProtocol.HTTPS : TunnelProtocol.HTTP;
    Visit visit = services.events().opened(protocol, PeerAddress.socketAddress(channel), log.id());
    VhostHandler role = new VhostHandler(protocol, services, log, visit);
    RefusedCertificate refused = RefusedCertificate.byVisitor();
    pipeline.addLast(
        HandlerNames.DEADLINE,
        new DeadlineHandler(
            headTime,
            late -> {
              refused.peerIsSilent();
              role.tooLate(late);
            }));
    tls.ifPresent(
        certificates -> {
          pipeline.addLast(
              HandlerNames.SERVER_NAME,
              new ServerNameHandler(
                  certificates,
                  new TlsTunnelVisitors(services, log, visit),
                  (ctx, context) -> tell(endTls(ctx, context, headTime, refused), visit),
                  log));
          pipeline.addLast(
              HandlerNames.MEMORY, new ConnectionMemoryHandler(channel, services.memory(), log));
        });
    pipeline.addLast(HandlerNames.ROLE, role);
    pipeline.addLast(HandlerNames.FAILURES, new FailureHandler(log, refused::explain, news));
  }

  private static SslHandler endTls(
      ChannelHandlerContext ctx, SslContext context, Duration time, RefusedCertificate refused) {
    SslHandler handler = context.newHandler(ctx.alloc());
    ShownStaple.into(handler, context);
    TlsInput.watch(ctx.channel(), handler);
    handler.setHandshakeTimeoutMillis(time.toMillis());
    BrokenRecordHandler.watch(handler);
    refused.watch(handler, context, ctx);
    ctx.pipeline().replace(ctx.handler(), HandlerNames.TLS, handler);
    return handler;
  }

  /** How it is secured, to who listens: it is looked up for nobody else. */
  private static void tell(SslHandler tls, Visit visit) {
    if (visit != Visit.NONE) {
      tls.handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  SSLSession session = tls.engine().getSession();
                  visit.secured(session.getProtocol(), session.getCipherSuite());
                }
              });
    }
  }
}
