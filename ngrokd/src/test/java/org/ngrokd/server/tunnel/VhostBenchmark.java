package org.ngrokd.server.tunnel;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ngrokd.protocol.TunnelProtocol;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to find the tunnel for a Host header, with few tunnels and with many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VhostBenchmark {
  private static final int HOSTS = 1024;

  @Param({"100", "100000"})
  public int tunnels;

  private final TunnelRegistry registry = new TunnelRegistry();
  private final String[] hosts = new String[HOSTS];
  private int next;

  @Setup
  public void open() {
    for (int i = 0; i < tunnels; i++) {
      TunnelFixtures.register(
          registry, TunnelProtocol.HTTP, "t" + i + ".example.com", TunnelRules.OPEN);
    }
    for (int i = 0; i < HOSTS; i++) {
      hosts[i] = "t" + (int) ((long) i * tunnels / HOSTS) + ".example.com";
    }
  }

  @Benchmark
  public Optional<Tunnel> find() {
    next = (next + 1) % HOSTS;
    return registry.find(TunnelProtocol.HTTP, hosts[next]);
  }
}
