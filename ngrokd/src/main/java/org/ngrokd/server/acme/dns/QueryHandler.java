package org.ngrokd.server.acme.dns;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries, by UDP and by TCP. What is no query gets no answer. One for all channels; each
 * is used by its own event loop.
 */
@Sharable
final class QueryHandler extends SimpleChannelInboundHandler<DnsQuery> {
  private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);

  private final ZoneAnswers answers;
  private final QueryRate rate;

  QueryHandler(ZoneAnswers answers, QueryRate rate) {
    this.answers = answers;
    this.rate = rate;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DnsQuery query) {
    if (!ctx.channel().isWritable()) {
      return; // nobody takes the answers: no more of them are kept
    }
    if (query instanceof DatagramDnsQuery datagram) {
      answer(ctx, datagram);
    } else if (rate.verdict(peer(ctx)) == QueryRate.Verdict.ANSWER) {
      DnsResponse answer = new DefaultDnsResponse(query.id());
      answers.fill(answer, query, false);
      send(ctx, answer);
    } else {
      ctx.close().addListener(closed -> {});
    }
  }

  private static @Nullable InetSocketAddress peer(ChannelHandlerContext ctx) {
    return (InetSocketAddress) PeerAddress.socketAddress(ctx.channel());
  }

  private void answer(ChannelHandlerContext ctx, DatagramDnsQuery query) {
    if (query.sender().getPort() == 0) {
      return; // nobody is there
    }
    QueryRate.Verdict verdict = rate.verdict(query.sender());
    if (verdict == QueryRate.Verdict.DROP) {
      return;
    }
    DatagramDnsResponse answer =
        new DatagramDnsResponse(
            /* sender= */ query.recipient(), /* recipient= */ query.sender(), query.id());
    if (verdict == QueryRate.Verdict.ANSWER) {
      answers.fill(answer, query, true);
    } else {
      if (query.count(DnsSection.QUESTION) == 1) {
        answer.addRecord(DnsSection.QUESTION, query.recordAt(DnsSection.QUESTION));
      }
      ZoneAnswers.truncate(answer);
    }
    send(ctx, answer);
  }

  private static void send(ChannelHandlerContext ctx, DnsResponse answer) {
    ctx.write(answer)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                LOG.debug("An answer was not sent: {}", Failures.oneLine(sent.cause()));
              }
            });
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  /** Of datagrams the next may be better; a connection has lost its way. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("No query: {}", Failures.oneLine(cause));
    if (!(ctx.channel() instanceof DatagramChannel)) {
      ctx.close().addListener(closed -> {});
    }
  }
}
