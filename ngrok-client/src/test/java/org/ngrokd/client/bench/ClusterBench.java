package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ngrokd.client.testing.Machine;
import org.ngrokd.client.testing.Page;

/**
 * Measures what it costs that several servers share their names, and how fast they notice what
 * happens. Writes the table into docs/cluster.md, if all of it was measured.
 *
 * <p>Arguments: the directory of the launchers, and of the documentation; the class path of {@code
 * org.ngrokd.server.cluster.CacheCost}; the parts to measure, with a comma between; then what the
 * servers agree by, each as {@link ClusterEngine#parse} reads it.
 */
public final class ClusterBench {
  private static final String CACHE = "org.ngrokd.server.cluster.CacheCost";
  private static final int FIRST_ENGINE = 4;

  private final Path scripts;
  private final Path directory;
  private final String cacheClasses;
  private final List<ClusterEngine> engines;
  private final Figures figures = new Figures();

  private enum Part {
    CLAIMS,
    CACHE,
    HOP,
    MOVES,
    MANY
  }

  private ClusterBench(String[] arguments, Path directory) {
    this.scripts = Path.of(arguments[0]);
    this.directory = directory;
    this.cacheClasses = arguments[2];
    this.engines = Arrays.stream(arguments).skip(FIRST_ENGINE).map(ClusterEngine::parse).toList();
  }

  public static void main(String[] arguments) throws Exception {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    for (String each : arguments[3].split(",", -1)) {
      parts.add(Part.valueOf(each.toUpperCase(Locale.ROOT)));
    }
    Path directory = Scratch.create();
    try {
      ClusterBench bench = new ClusterBench(arguments, directory);
      for (Part each : parts) {
        bench.measure(each);
      }
      if (parts.equals(EnumSet.allOf(Part.class))) {
        String heading =
            "%s, `scripts/cluster-bench`, %s.%n%n"
                .formatted(LocalDate.now(ZoneOffset.UTC), Machine.describe());
        new Page(Path.of(arguments[1]).resolve("cluster.md"))
            .replace("figures", heading + bench.figures.table());
      }
    } finally {
      Scratch.delete(directory);
    }
  }

  private void measure(Part part) throws Exception {
    switch (part) {
      case CLAIMS -> {
        for (ClusterEngine engine : engines) {
          try (EngineCost cost = new EngineCost(engine)) {
            cost.measure(figures);
          }
        }
      }
      case CACHE -> cache();
      case HOP -> hop();
      case MOVES -> atNodes((nodes, engine) -> new TakeOver(nodes, engine).measure(figures));
      case MANY -> atNodes((nodes, engine) -> new ManyNames(nodes, engine).measure(figures));
    }
  }

  private void hop() throws IOException, InterruptedException {
    try (Origin origin = Origin.start(directory);
        ClusterNodes nodes = ClusterNodes.start(scripts, directory, engines.get(0));
        HopCost hop = HopCost.start(scripts, directory, nodes, origin)) {
      hop.measure(figures);
    }
  }

  @FunctionalInterface
  private interface AtNodes {
    void measure(ClusterNodes nodes, ClusterEngine engine) throws Exception;
  }

  private void atNodes(AtNodes what) throws Exception {
    for (ClusterEngine engine : engines) {
      try (ClusterNodes nodes = ClusterNodes.start(scripts, directory, engine)) {
        what.measure(nodes, engine);
      }
    }
  }

  /** Its rows, as it says them: "what | is". */
  private void cache() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                cacheClasses,
                CACHE)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(CACHE + " failed");
    }
    said.lines()
        .map(line -> line.split(" \\| ", 2))
        .filter(row -> row.length == 2)
        .forEach(row -> figures.add(row[0], row[1]));
  }
}
