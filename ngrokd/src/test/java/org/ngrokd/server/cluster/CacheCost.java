package org.ngrokd.server.cluster;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;

/**
 * What a name costs that a server remembers, in time and memory, with an engine that answers at
 * once. Started by scripts/cluster-bench; says on standard output what it found.
 */
public final class CacheCost {
  private static final int NAMES = 150_000;
  private static final int LOOKS = 20_000_000;
  private static final String NODE = "000000000000be00";

  private CacheCost() {}

  public static void main(String[] arguments) {
    Whereabouts whereabouts = new Whereabouts(engine(), System::nanoTime);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      names.add(name(i));
    }
    long before = used();
    for (int i = 0; i < NAMES; i++) {
      var unused = whereabouts.ask(name(i)).join(); // a name of its own, as a visitor brings it
    }
    long remembered = used() - before;
    System.out.printf(
        "locate from the cache | %.2f µs, %d bytes a name%n",
        nanos(whereabouts, names) / 1e3, remembered / whereabouts.size());
  }

  private static String name(int number) {
    return "http://some-name-" + number + ".tunnel.example.com";
  }

  private static double nanos(Whereabouts whereabouts, List<String> names) {
    look(whereabouts, names);
    long began = System.nanoTime();
    look(whereabouts, names);
    return (double) (System.nanoTime() - began) / LOOKS;
  }

  private static void look(Whereabouts whereabouts, List<String> names) {
    long found = 0;
    for (int i = 0; i < LOOKS; i++) {
      String name = names.get((int) (i * 7919L % names.size()));
      if (whereabouts.isKnown(name) && whereabouts.find(name).isPresent()) {
        found++;
      }
    }
    if (found != LOOKS) {
      throw new IllegalStateException("only " + found + " were known");
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Answers where names are, and each claim, at once. */
  private static Engine engine() {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (self, method, given) -> {
              if (given[0] instanceof Collection<?> asked) {
                return CompletableFuture.completedFuture(
                    asked.stream().map(each -> held((String) each)).toList());
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  /** As it is read from an engine: nothing of it is shared. */
  private static Held held(String name) {
    return new Held(
        String.valueOf(name.toCharArray()),
        name + ":443",
        String.valueOf(NODE.toCharArray()),
        name.hashCode());
  }
}
