package org.ngrokd.server.teams.site;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.ngrokd.server.limits.AddressBlock;

/** Tells the memory of a connection whose request comes next, as our edge wrote it. */
final class SenderHandler extends ChannelInboundHandlerAdapter {
  private final SiteMemory memory;

  SenderHandler(SiteMemory memory) {
    this.memory = memory;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws UnknownHostException {
    if (message instanceof HttpRequest request) {
      String path = request.headers().get("X-Forwarded-For", "");
      byte[] address =
          NetUtil.createByteArrayFromIpAddressString(
              path.substring(path.lastIndexOf(',') + 1).strip());
      if (address != null) {
        memory.belongsTo(AddressBlock.of(InetAddress.getByAddress(address)));
      }
    }
    ctx.fireChannelRead(message);
  }
}
