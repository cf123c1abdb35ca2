package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.client.testing.Machine;

/**
 * What a developer looks at before and after a change, in less than three minutes: the first 50 s,
 * each load once beside HAProxy, the start and the memory. 1.7's protocol is left to the whole one:
 * it is slow to be warm. Nothing is written.
 *
 * <p>Arguments: the directory of the launchers.
 */
public final class Quick {
  private static final Duration YOUNG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofSeconds(15);
  private static final int STARTS = 3;
  private static final int SECONDS = 5;
  private static final List<Load> OTHERS =
      List.of(Load.TCP_NEW, Load.HTTP_NEW, Load.TCP_DOWN, Load.HTTP_DOWN);

  private Quick() {}

  public static void main(String[] arguments) throws Exception {
    Path scripts = Path.of(arguments[0]);
    Path directory = Scratch.create();
    FirstMinute young = new FirstMinute();
    Map<Load, Sample> ours = new EnumMap<>(Load.class);
    Map<Load, Sample> theirs = new EnumMap<>(Load.class);
    List<String> beside = new ArrayList<>();
    Figures others = new Figures();
    try (Origin origin = Origin.start(directory)) {
      Start.measure(STARTS, scripts, directory, origin).addTo(others);
      try (OurPair pair = OurPair.start(scripts, directory, origin)) {
        Load http = Load.HTTP_KEEP_ALIVE;
        ours.put(http, young.measure(pair, http, YOUNG, origin));
        Load tcp = Load.TCP_KEEP_ALIVE;
        ours.put(tcp, young.measure(pair, tcp, SHORT, origin));
        others(pair, origin, ours);
        beside.add(BesideBulk.measure(pair, origin));
        List<Long> mib = Usage.residentMib(pair.processes());
        others.addResident("after these loads", mib, OurPair.MOST_MIB);
      }
      try (Contender haproxy = HaproxyPair.start(directory, Bench.certificate(directory), origin)) {
        for (Load load : List.of(Load.HTTP_KEEP_ALIVE, Load.TCP_KEEP_ALIVE)) {
          Measurement measurement = new Measurement(haproxy, SECONDS, origin.big());
          theirs.put(load, measurement.now(load, haproxy.target(load).orElseThrow()));
        }
        others(haproxy, origin, theirs);
        beside.add(BesideBulk.measure(haproxy, origin));
      }
    } finally {
      Scratch.delete(directory);
    }
    System.out.println(Machine.describe() + "\n");
    System.out.println(young.table());
    System.out.println(Aims.table(ours, theirs));
    System.out.println(others.table());
    beside.forEach(System.out::println);
  }

  private static void others(Contender contender, Origin origin, Map<Load, Sample> into)
      throws IOException, InterruptedException {
    Measurement measurement = new Measurement(contender, SECONDS, origin.big());
    for (Load load : OTHERS) {
      Contender.Target target = contender.target(load).orElseThrow();
      if (!load.isBulk() && contender instanceof OurPair) {
        var unused = measurement.now(load, target); // until it is compiled
      }
      into.put(load, load.isBulk() ? measurement.of(load, target) : measurement.now(load, target));
    }
  }
}
