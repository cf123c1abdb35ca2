package org.ngrokd.server;

import io.netty.channel.ChannelHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ngrokd.protocol.ProductVersion;
import org.ngrokd.server.limits.FloodGuard;
import org.ngrokd.server.limits.LimitCounters;
import org.ngrokd.server.listen.BoundListeners;
import org.ngrokd.server.metrics.CallFigures;
import org.ngrokd.server.metrics.CertificateFigures;
import org.ngrokd.server.metrics.Figures;
import org.ngrokd.server.metrics.LoopFigures;
import org.ngrokd.server.metrics.MetricsPipeline;
import org.ngrokd.server.metrics.NodeFigures;
import org.ngrokd.server.metrics.PlaceFigures;
import org.ngrokd.server.metrics.ProcessFigures;
import org.ngrokd.server.metrics.Readiness;
import org.ngrokd.server.metrics.TunnelFigures;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.teams.run.Teams;
import org.ngrokd.server.tls.Certificates;
import org.ngrokd.server.tunnel.TunnelRegistry;
import org.ngrokd.streams.net.GuardedEventLoops;
import org.ngrokd.streams.relay.ActiveRelays;

/** What a monitoring system is told, for servers that have one: a class that others do not load. */
final class MetricsWing {
  private final List<Figures> figures = new ArrayList<>();
  private final List<Supplier<Optional<String>>> looks = new ArrayList<>();

  /** What is counted where it is. */
  record Counted(
      LimitCounters limits,
      FloodGuard guard,
      TunnelRegistry tunnels,
      ActiveRelays relays,
      GuardedEventLoops loops) {}

  /** Begins to look at event loops; all else is looked at when somebody asks. */
  MetricsWing(Counted counted) {
    figures.add(new PlaceFigures(counted.limits(), counted.guard()));
    figures.add(new TunnelFigures(counted.tunnels(), counted.relays()));
    figures.add(new ProcessFigures(ProductVersion.of(MetricsWing.class)));
    figures.add(LoopFigures.start(counted.loops()));
    looks.add(
        () ->
            counted.guard().visitorPause().isPaused()
                ? Optional.of("file descriptors are short, so no visitor is accepted")
                : Optional.empty());
  }

  /** What listens has to. */
  MetricsWing with(ServerOptions options, BoundListeners bound) {
    List<String> wanted = new ArrayList<>();
    options.addresses().http().ifPresent(any -> wanted.add("http"));
    options.addresses().https().ifPresent(any -> wanted.add("https"));
    wanted.add("tunnel");
    looks.add(
        () -> {
          List<String> missing = wanted.stream().filter(each -> !bound.isOpen(each)).toList();
          return missing.isEmpty()
              ? Optional.empty()
              : Optional.of("nobody listens on the port for " + String.join(", ", missing));
        });
    return this;
  }

  /** One of several has to be sure that it is. */
  MetricsWing with(ClusterWing cluster) {
    figures.add(new NodeFigures(cluster::figures));
    looks.add(
        () ->
            cluster.figures().isSure()
                ? Optional.empty()
                : Optional.of("this server is not sure to be in the cluster"));
    return this;
  }

  /** Accounts in a database have to be there. */
  MetricsWing with(Teams teams) {
    figures.add(new CallFigures("database", "the database of accounts", teams.databaseCalls()));
    figures.add(new CallFigures("oidc", "providers by whom people sign in", teams.providerCalls()));
    looks.add(teams::trouble);
    return this;
  }

  /**
   * What TLS begins with has to be good.
   *
   * @param trouble with the certificate of the domain
   */
  MetricsWing with(Certificates shown, Supplier<Optional<String>> trouble) {
    figures.add(new CertificateFigures(shown));
    looks.add(trouble);
    return this;
  }

  /** What listens to visitors counts, too. */
  MetricsWing with(Observers observers) {
    figures.addAll(observers.figures());
    return this;
  }

  /** For connections that ask for it. */
  ChannelHandler pipeline() {
    return new MetricsPipeline(figures, new Readiness(looks));
  }
}
