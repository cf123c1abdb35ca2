package org.ngrokd.client.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Sees the first bytes that a server says, before TLS does: they tell what it speaks if it is not
 * TLS. Confined to the channel's event loop.
 */
final class Greeting extends ChannelInboundHandlerAdapter {
  private static final int BYTES = 5;
  private static final String UNKNOWN = "another protocol";

  private static final Map<String, String> KNOWN =
      Map.of("HTTP/", "HTTP", "SSH-", "SSH", "RFB ", "VNC", "220 ", "FTP or SMTP", "220-", "FTP");

  private String start = "";

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (start.isEmpty() && message instanceof ByteBuf bytes) {
      int length = Math.min(BYTES, bytes.readableBytes());
      start = bytes.toString(bytes.readerIndex(), length, StandardCharsets.ISO_8859_1);
    }
    ctx.fireChannelRead(message);
  }

  /** The name of what it speaks. */
  String protocol() {
    return KNOWN.entrySet().stream()
        .filter(known -> start.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(UNKNOWN);
  }
}
