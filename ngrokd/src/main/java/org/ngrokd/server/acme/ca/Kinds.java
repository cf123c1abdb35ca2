package org.ngrokd.server.acme.ca;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.shredzone.acme4j.challenge.Challenge;

/**
 * Which kinds of challenges have failed for a name lately: the next order tries another one. Knows
 * a bounded number of names. Safe from any thread.
 */
final class Kinds {
  private static final int MOST = 10_000;

  private final Map<String, Set<String>> failures =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
              return size() > MOST;
            }
          });

  void failed(String name, String type) {
    failures.computeIfAbsent(name, first -> Collections.synchronizedSet(new TreeSet<>())).add(type);
  }

  /** The first that has not failed; when all have, the first again. */
  Challenge next(String name, List<Challenge> possible) {
    Set<String> failed = failures.getOrDefault(name, Set.of());
    return possible.stream()
        .filter(challenge -> !failed.contains(challenge.getType()))
        .findFirst()
        .orElseGet(
            () -> {
              failures.remove(name);
              return possible.get(0);
            });
  }
}
