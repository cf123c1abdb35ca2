package org.ngrokd.client.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.protocol.codec.FrameDecoder;
import org.ngrokd.protocol.codec.MessageDecoder;
import org.ngrokd.protocol.codec.MessageEncoder;
import org.ngrokd.protocol.codec.RecordLayout;
import org.ngrokd.streams.net.BrokenRecordHandler;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.LinkOptions;
import org.ngrokd.streams.net.TlsRecords;

/**
 * A connection to the server, control or proxy:
 *
 * <pre>
 *   (http-proxy) | (greeting) | tls | frames | message-decoder | message-encoder | role | failures
 * </pre>
 *
 * A proxy connection that is started loses everything between tls and failures and gets the relay's
 * handlers instead.
 */
final class ServerPipeline extends ChannelInitializer<Channel> {
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final HostAndPort server;
  private final Optional<ProxyHandler> proxy;
  private final SslContext tls;
  private final ConnectionLog log;
  private final Consumer<Channel> role;

  ServerPipeline(
      HostAndPort server,
      Optional<ProxyHandler> proxy,
      SslContext tls,
      ConnectionLog log,
      Consumer<Channel> role) {
    this.server = server;
    this.proxy = proxy;
    this.tls = tls;
    this.log = log;
    this.role = role;
  }

  @Override
  protected void initChannel(Channel channel) {
    LinkOptions.tell(channel);
    ChannelPipeline pipeline = channel.pipeline();
    SslHandler handler = tls.newHandler(channel.alloc(), server.host(), server.port());
    handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
    TlsRecords.onePerWrite(handler);
    BrokenRecordHandler.watch(handler);
    proxy.ifPresent(through -> pipeline.addLast(HandlerNames.HTTP_PROXY, through));
    pipeline.addLast(new Greeting());
    pipeline.addLast(HandlerNames.TLS, handler);
    pipeline.addLast(HandlerNames.FRAMES, new FrameDecoder());
    pipeline.addLast(HandlerNames.MESSAGE_DECODER, new MessageDecoder());
    pipeline.addLast(HandlerNames.MESSAGE_ENCODER, new MessageEncoder(RecordLayout.ONE_RECORD));
    role.accept(channel);
    pipeline.addLast(HandlerNames.FAILURES, new FailureHandler(log));
  }
}
