package org.ngrokd.client.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that was measured, by contender and load. */
final class Results {
  private final Map<String, Map<Load, List<Sample>>> samples = new LinkedHashMap<>();
  private final Map<String, List<List<Long>>> resident = new LinkedHashMap<>();

  void add(String contender, Load load, Sample sample) {
    samples
        .computeIfAbsent(contender, name -> new EnumMap<>(Load.class))
        .computeIfAbsent(load, row -> new ArrayList<>())
        .add(sample);
  }

  void addResident(String contender, List<Long> mib) {
    resident.computeIfAbsent(contender, name -> new ArrayList<>()).add(mib);
  }

  List<String> contenders() {
    return List.copyOf(samples.keySet());
  }

  Optional<Sample> median(String contender, Load load) {
    return Optional.ofNullable(samples.getOrDefault(contender, Map.of()).get(load))
        .map(Sample::median);
  }

  /** The medians of one contender beside what they are to be in units of another's. */
  String aims(String ours, String theirs) {
    return Aims.table(medians(ours), medians(theirs));
  }

  /** How one's rate is to another's. */
  Optional<Double> rates(String one, String other, Load load) {
    return median(one, load).flatMap(a -> median(other, load).map(b -> a.rate() / b.rate()));
  }

  private Map<Load, Sample> medians(String contender) {
    Map<Load, Sample> medians = new EnumMap<>(Load.class);
    samples.getOrDefault(contender, Map.of()).keySet().stream()
        .forEach(load -> median(contender, load).ifPresent(sample -> medians.put(load, sample)));
    return medians;
  }

  /** Resident memory in the last round, in MiB, by process. */
  List<Long> resident(String contender) {
    List<List<Long>> rounds = resident.getOrDefault(contender, List.of(List.of()));
    return rounds.get(rounds.size() - 1);
  }
}
