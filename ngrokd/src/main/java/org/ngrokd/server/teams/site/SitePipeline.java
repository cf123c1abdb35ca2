package org.ngrokd.server.teams.site;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.function.Supplier;
import org.ngrokd.kit.web.GateHandler;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.RequestHandler;
import org.ngrokd.kit.web.Router;
import org.ngrokd.kit.web.WholeRequestHandler;
import org.ngrokd.server.web.OwnMemory;
import org.ngrokd.streams.memory.MemoryBudget;
import org.ngrokd.streams.net.CidrList;
import org.ngrokd.streams.net.ConnectionLog;
import org.ngrokd.streams.net.ConnectionType;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HandlerNames;

/**
 * A connection of the edge to the server's own pages:
 *
 * <pre>
 *   http | one at a time | whose memory | gate | whole requests | pieces | role: RequestHandler |
 *       failures
 * </pre>
 */
final class SitePipeline extends ChannelInitializer<Channel> {
  /** The longest body, in bytes: forms and small JSON. */
  static final int LONGEST_BODY = 64 * 1024;

  private static final String TOO_LONG =
      "That is too long: a request may have " + LONGEST_BODY + " bytes.";

  private final SiteGate gate;
  private final Supplier<CidrList> proxies;
  private final Router router;
  private final PageConnections connections;
  private final MemoryBudget budget;

  /**
   * @param proxies that the edge believes
   * @param budget what all visitors' waiting bytes are charged to
   */
  SitePipeline(
      SiteGate gate,
      Supplier<CidrList> proxies,
      Router router,
      PageConnections connections,
      MemoryBudget budget) {
    this.gate = gate;
    this.proxies = proxies;
    this.router = router;
    this.connections = connections;
    this.budget = budget;
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.add(channel);
    OwnMemory memory = new OwnMemory("the server's own pages", budget, channel);
    channel
        .pipeline()
        .addLast("http", new HttpServerCodec())
        .addLast("one-at-a-time", new FlowControlHandler())
        .addLast("memory", new SenderHandler(memory, proxies.get()))
        .addLast("gate", new GateHandler(gate))
        .addLast("whole-requests", new WholeRequestHandler(LONGEST_BODY, memory, TOO_LONG))
        .addLast("pieces", new ChunkedWriteHandler())
        .addLast(HandlerNames.ROLE, new RequestHandler(router, memory, connections))
        .addLast(HandlerNames.FAILURES, new FailureHandler(ConnectionLog.next(ConnectionType.PUB)));
  }
}
