package org.ngrokd.server.metrics;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.HeadReader;
import org.ngrokd.streams.http.RequestHead;

/** Answers one request, for numbers or whether all is well, and closes. */
final class MetricsHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final int LONGEST_HEAD = 8 * 1024;
  private static final int MOST_LINES = 100;
  private static final String METRICS = "/metrics";
  private static final String ALIVE = "/healthz";
  private static final String READY = "/readyz";
  private static final List<String> PATHS = List.of(METRICS, ALIVE, READY);
  private static final String OK = "200 OK";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final ServerMetrics metrics;
  private final Readiness readiness;
  private final HeadReader reader = new HeadReader(LONGEST_HEAD);
  private boolean answered;

  MetricsHandler(ServerMetrics metrics, Readiness readiness) {
    this.metrics = metrics;
    this.readiness = readiness;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    if (answered) {
      return; // one request is all
    }
    try {
      byte[] head = reader.read(bytes);
      if (head != null) {
        answer(ctx, RequestHead.parse(head, MOST_LINES));
      }
    } catch (BadMessageException e) {
      reply(ctx, "400 Bad Request", PLAIN, text(e.reason()), true);
    }
  }

  private void answer(ChannelHandlerContext ctx, RequestHead request) {
    String path = request.target().split("\\?", 2)[0];
    boolean isRead = request.method().equals("GET") || request.isHead();
    if (!PATHS.contains(path)) {
      String see = "See " + String.join(", ", PATHS);
      reply(ctx, "404 Not Found", PLAIN, text(see), !request.isHead());
    } else if (!isRead) {
      reply(ctx, "405 Method Not Allowed\r\nAllow: GET, HEAD", PLAIN, text("GET or HEAD"), true);
    } else if (path.equals(METRICS)) {
      reply(ctx, OK, ServerMetrics.CONTENT_TYPE, metrics.text(), !request.isHead());
    } else if (path.equals(ALIVE)) { // or nobody would answer
      reply(ctx, OK, PLAIN, text("alive"), !request.isHead());
    } else {
      Optional<String> wrong = readiness.trouble();
      String status = wrong.isPresent() ? "503 Service Unavailable" : OK;
      byte[] line = text(wrong.map(each -> "not ready: " + each).orElse("ready"));
      reply(ctx, status, PLAIN, line, !request.isHead());
    }
  }

  private static byte[] text(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private void reply(
      ChannelHandlerContext ctx, String status, String type, byte[] body, boolean withBody) {
    answered = true;
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    ByteBuf reply = Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1);
    ctx.writeAndFlush(
            withBody ? Unpooled.wrappedBuffer(reply, Unpooled.wrappedBuffer(body)) : reply)
        .addListener(ChannelFutureListener.CLOSE);
  }
}
