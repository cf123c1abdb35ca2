package org.ngrokd.server.teams.site;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;
import org.ngrokd.server.limits.AddressBlock;
import org.ngrokd.server.web.OwnMemory;
import org.ngrokd.streams.net.CidrList;

/**
 * Finds out whom each request comes from: the edge writes its peer behind what a trusted proxy has
 * told. From here on the header has that one address alone, and the connection's memory is charged
 * for it. Confined to the connection's event loop.
 */
final class SenderHandler extends ChannelInboundHandlerAdapter {
  static final String FORWARDED_FOR = "X-Forwarded-For";

  private final OwnMemory memory;
  private final CidrList proxies;

  /**
   * @param proxies that the edge believes
   */
  SenderHandler(OwnMemory memory, CidrList proxies) {
    this.memory = memory;
    this.proxies = proxies;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      Optional<InetAddress> sender =
          sender(String.join(",", request.headers().getAll(FORWARDED_FOR)));
      request.headers().set(FORWARDED_FOR, sender.map(InetAddress::getHostAddress).orElse(""));
      sender.map(AddressBlock::of).ifPresent(memory::belongsTo);
    }
    ctx.fireChannelRead(message);
  }

  /** From the last on, the first that is no trusted proxy's; the nearest where there is none. */
  private Optional<InetAddress> sender(String path) {
    Optional<InetAddress> nearest = Optional.empty();
    String[] addresses = path.split(",", -1);
    for (int i = addresses.length - 1; i >= 0; i--) {
      InetAddress next = NetUtil.createInetAddressFromIpAddressString(addresses[i].strip());
      if (next == null) {
        return nearest;
      }
      nearest = Optional.of(next);
      if (!proxies.contains(next)) {
        return nearest;
      }
    }
    return nearest;
  }
}
