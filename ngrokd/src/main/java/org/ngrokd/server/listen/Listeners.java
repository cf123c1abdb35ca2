package org.ngrokd.server.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ngrokd.server.limits.AcceptPause;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.Places;
import org.ngrokd.server.limits.VisitorGate;
import org.ngrokd.server.loops.EvenLoops;
import org.ngrokd.server.loops.FewLoops;
import org.ngrokd.server.loops.LoopChoice;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.Transport;

/**
 * Opens listening sockets, wherever they come from ({@link ListenerSource}): all with the same
 * options and behind the same guard.
 */
public final class Listeners {
  /** How many connections may wait to be accepted. */
  static final int BACKLOG = 4096;

  private final Transport transport;
  private final EventLoopGroup loops;
  private final LoopChoice visitorLoops;
  private final FloodGuard guard;
  private final Supplier<ProxyHeaders> headers;

  /**
   * @param headers which visitors' connections begin with a PROXY header, now
   */
  public Listeners(
      Transport transport, EventLoopGroup loops, FloodGuard guard, Supplier<ProxyHeaders> headers) {
    this.transport = transport;
    this.loops = loops;
    this.visitorLoops = new FewLoops(loops);
    this.guard = guard;
    this.headers = headers;
  }

  /** Which failures of visitors are worth a line in the log. */
  public FailureHandler.News news() {
    return guard.visitors().reports().news();
  }

  public EventLoopGroup loops() {
    return loops;
  }

  /** Listens for visitors: their connections may end one direction before the other. */
  public ChannelFuture visitors(ListenerSource source, ChannelHandler pipeline) {
    return accepting(visitorsLater(source, pipeline), guard.visitorPause());
  }

  /** The same, but nobody is accepted before {@link #accept}. */
  public ChannelFuture visitorsLater(ListenerSource source, ChannelHandler pipeline) {
    VisitorGate gate = guard.visitors();
    ChannelHandler visitor = new VisitorPipeline(headers, gate, pipeline);
    EventLoop accepting = visitorLoops.loops().get(0); // most visitors stay on it
    return source.begin(
        bootstrap(source, guard.visitorPause(), gate::admit, visitor)
            .group(accepting, visitorLoops)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true));
  }

  /** From now on visitors are accepted, unless there is a pause. */
  public void accept(Channel listening) {
    guard.visitorPause().begin(listening);
  }

  /**
   * From now on nobody is accepted: who comes waits in the system's queue, which whoever else has
   * the socket open shares. Not on an event loop.
   */
  public void holdClients(Channel listening) {
    hold(listening, guard.clientPause());
  }

  /** The same of visitors. */
  public void holdVisitors(Channel listening) {
    hold(listening, guard.visitorPause());
  }

  private static void hold(Channel listening, AcceptPause pause) {
    listening
        .eventLoop()
        .submit(() -> pause.end(listening)) // behind what is being accepted
        .awaitUninterruptibly();
  }

  /** Clients are accepted again, unless there is a pause. */
  public void acceptClients(Channel listening) {
    guard.clientPause().begin(listening);
  }

  /** Listens for clients. */
  public ChannelFuture clients(ListenerSource source, ChannelHandler pipeline) {
    AcceptPause pause = guard.clientPause();
    return accepting(
        source.begin(
            bootstrap(source, pause, guard.clients()::admit, pipeline)
                .group(loops, new EvenLoops(loops))),
        pause);
  }

  /**
   * Listens for programs that belong to whoever runs the server.
   *
   * @param most connections at a time
   */
  public ChannelFuture own(ListenerSource source, int most, ChannelHandler pipeline) {
    AcceptPause pause = guard.clientPause();
    Places places = new Places(most);
    return accepting(
        source.begin(
            bootstrap(source, pause, places::takeWhileOpen, pipeline)
                .group(loops, new EvenLoops(loops))),
        pause);
  }

  private static ChannelFuture accepting(ChannelFuture binding, AcceptPause pause) {
    return binding.addListener(
        (ChannelFuture bound) -> {
          if (bound.isSuccess()) {
            pause.begin(bound.channel());
          }
        });
  }

  private ServerBootstrap bootstrap(
      ListenerSource source, AcceptPause pause, Predicate<Channel> gate, ChannelHandler pipeline) {
    return new ServerBootstrap()
        .channelFactory(source.sockets(transport))
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.AUTO_READ, false) // until the pause says begin
        .handler(new AcceptHandler(pause))
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childHandler(new AdmissionPipeline(gate, pipeline));
  }

  /** The port that a listening channel got. */
  public static int port(Channel listening) {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }
}
