package org.ngrokd.server;

import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Ticker;
import java.util.Optional;
import org.ngrokd.protocol.TunnelProtocol;
import org.ngrokd.protocol.mux.WindowBudget;
import org.ngrokd.server.control.ControlContext;
import org.ngrokd.server.control.ControlRegistry;
import org.ngrokd.server.control.Dismissals;
import org.ngrokd.server.control.Refusals;
import org.ngrokd.server.edge.EdgeContext;
import org.ngrokd.server.edge.EdgeEvents;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.listen.ListenerSource;
import org.ngrokd.server.listen.Listeners;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.pipeline.PublicHttpPipeline;
import org.ngrokd.server.pipeline.PublicTcpPorts;
import org.ngrokd.server.pipeline.SshBesideTls;
import org.ngrokd.server.pipeline.TunnelPipeline;
import org.ngrokd.server.proxy.MuxAllowance;
import org.ngrokd.server.tunnel.TcpPortRules;
import org.ngrokd.server.tunnel.TunnelOpener;
import org.ngrokd.streams.net.FailureHandler;
import org.ngrokd.streams.net.HostAndPort;

/** Where visitors, clients and monitoring systems come in, and what awaits them there. */
final class Doors {
  /**
   * As many as there are event loops, so that each has one at hand; more would only cost memory.
   */
  private static final int MUX_CONNECTIONS =
      Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

  /** A monitoring system needs one at a time. */
  private static final int METRICS_CONNECTIONS = 20;

  private final Core core;
  private final ServerOptions options;
  private final BoundListeners bound;
  private final Listeners listeners;
  private final FloodGuard guard;
  private final Wings wings;
  private final Observers observers;
  private final EdgeEvents events;
  private final PublicTcpPorts ports;

  /**
   * @param events hears what visitors do
   */
  Doors(Core core, Wings wings, Observers observers, EdgeEvents events) {
    this.core = core;
    this.options = core.options();
    this.bound = core.network().bound();
    this.listeners = core.network().listeners();
    this.guard = core.network().guard();
    this.wings = wings;
    this.observers = observers;
    this.events = events;
    this.ports = new PublicTcpPorts(listeners, bound, options.addresses().tcpHost(), edge().tcp());
  }

  /** The ports of tcp tunnels. */
  PublicTcpPorts ports() {
    return ports;
  }

  /** Binds the ports of visitors; nobody is accepted yet. */
  void bindForVisitors() {
    ServerOptions.Addresses addresses = options.addresses();
    if (addresses.http().isPresent()) {
      bind(
          TunnelProtocol.HTTP,
          addresses.http().get(),
          PublicHttpPipeline.http(edge(), strangers()));
    }
    if (addresses.https().isPresent()) {
      bind(TunnelProtocol.HTTPS, addresses.https().get(), https());
    }
  }

  private void bind(TunnelProtocol protocol, HostAndPort at, ChannelHandler pipeline) {
    ListenerSource source = bound.at(protocol.wireName(), at);
    bound.add(protocol.wireName(), source, listeners.visitorsLater(source, pipeline));
  }

  /** Lets clients in, by their own protocol and by ssh, and monitoring systems. */
  void openForClients() {
    TunnelOpener opener = opener();
    wings.startSsh(opener);
    ListenerSource source = bound.at("tunnel", options.addresses().tunnel());
    TunnelPipeline pipeline =
        new TunnelPipeline(wings.certificates(), services(opener), guard.memory());
    bound.add("tunnel", source, listeners.clients(source, pipeline));
    options
        .addresses()
        .metrics()
        .map(at -> bound.at("metrics", at))
        .ifPresent(this::openForMetrics);
  }

  /** Lets visitors in. */
  void openForVisitors() {
    bound.open().stream()
        .filter(each -> Succession.OF_VISITORS.contains(each.what()))
        .forEach(each -> listeners.accept(each.channel()));
  }

  /** Lets no visitor in any more. */
  void closeForVisitors() {
    bound.close(Succession.OF_VISITORS::contains);
    ports.close();
  }

  /** For visitors, and where it is wanted so for clients that come by ssh to the same port. */
  private ChannelHandler https() {
    ChannelHandler visitors = PublicHttpPipeline.https(wings.certificates(), edge(), strangers());
    return options.policy().ssh().onHttps()
        ? new SshBesideTls(wings::sshPipeline, guard.clients(), visitors)
        : visitors;
  }

  private void openForMetrics(ListenerSource source) {
    MetricsWing wing =
        new MetricsWing(
                new MetricsWing.Counted(
                    core.limits(),
                    guard,
                    core.names().tunnels(),
                    core.network().relays(),
                    core.network().loops()))
            .with(options, bound)
            .with(wings.certificates(), wings::certificateTrouble)
            .with(observers);
    if (core.cluster().isPresent()) {
      wing.with(core.cluster().get());
    }
    if (wings.teams().isPresent()) { // or the class would be loaded for it
      wing.with(wings.teams().get());
    }
    bound.add("metrics", source, listeners.own(source, METRICS_CONNECTIONS, wing.pipeline()));
  }

  private TunnelOpener opener() {
    TcpPortRules rules = new TcpPortRules(core.live()::tcpPorts, bound::hasPort);
    return new TunnelOpener(
        core.names().claimed(), core.urls(), wings.ports(ports), rules, core.limits());
  }

  private ControlContext services(TunnelOpener opener) {
    return new ControlContext(
        new ControlRegistry(),
        core.people().holders(),
        core.identities(),
        opener,
        new Refusals(Ticker.systemTicker()),
        guard.clients(),
        guard.tunnels(),
        new Dismissals(Ticker.systemTicker()),
        mux(),
        wings.homes());
  }

  private Optional<MuxAllowance> mux() {
    return options.policy().mux()
        ? Optional.of(
            new MuxAllowance(
                MUX_CONNECTIONS, WindowBudget.of(guard.memory().budget()), observers.mux()))
        : Optional.empty();
  }

  private FailureHandler.News strangers() {
    return guard.visitors().reports().news();
  }

  private EdgeContext edge() {
    return new EdgeContext(
        core.names().tunnels(),
        core.network().relays(),
        core.live()::edge,
        core.limits(),
        guard.memory(),
        guard.reports(),
        events,
        wings.files());
  }
}
