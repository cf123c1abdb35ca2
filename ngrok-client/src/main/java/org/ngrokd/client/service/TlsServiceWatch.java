package org.ngrokd.client.service;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Looks at the first bytes that a service sends on a plain connection, as they pass, and tells when
 * they show that it wants TLS: an alert, or a web server's page that says so. Confined to the event
 * loop of its channel.
 */
final class TlsServiceWatch extends ChannelInboundHandlerAdapter {
  /** nginx's page ends before this. */
  private static final int LOOK = 1024;

  /** A TLS record: an alert, of some TLS version. */
  private static final String ALERT = "\u0015\u0003";

  private static final List<String> BAD_REQUESTS = List.of("HTTP/1.0 400", "HTTP/1.1 400");

  /** nginx; Go; Apache. */
  private static final List<String> COMPLAINTS =
      List.of(
          "plain HTTP request was sent to HTTPS port",
          "Client sent an HTTP request to an HTTPS server",
          "speaking plain HTTP to an SSL-enabled server port");

  private final StringBuilder seen = new StringBuilder();
  private final Runnable wantsTls;

  /**
   * @param wantsTls is run at most once
   */
  TlsServiceWatch(Runnable wantsTls) {
    this.wantsTls = wantsTls;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      look(ctx, bytes);
    }
    ctx.fireChannelRead(msg);
  }

  private void look(ChannelHandlerContext ctx, ByteBuf bytes) {
    int part = Math.min(bytes.readableBytes(), LOOK - seen.length());
    seen.append(bytes.toString(bytes.readerIndex(), part, StandardCharsets.ISO_8859_1));
    boolean found = startsWith(ALERT) || (mayYetTell() && complains());
    if (found) {
      wantsTls.run();
    }
    if (found || seen.length() == LOOK || !mayYetTell()) {
      ctx.pipeline().remove(this);
    }
  }

  private boolean complains() {
    return COMPLAINTS.stream().anyMatch(complaint -> seen.indexOf(complaint) >= 0);
  }

  private boolean mayYetTell() {
    return mayBecome(ALERT) || BAD_REQUESTS.stream().anyMatch(this::mayBecome);
  }

  /** Whether what was seen is a beginning of this text, or begins with it. */
  private boolean mayBecome(String text) {
    return seen.length() < text.length() ? text.startsWith(seen.toString()) : startsWith(text);
  }

  private boolean startsWith(String text) {
    return seen.indexOf(text) == 0;
  }
}
