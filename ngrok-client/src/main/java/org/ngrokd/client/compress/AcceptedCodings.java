package org.ngrokd.client.compress;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a visitor's Accept-Encoding says. RFC 9110, 12.5.3. */
final class AcceptedCodings {
  private static final Pattern WEIGHT =
      Pattern.compile("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)");

  private AcceptedCodings() {}

  /**
   * The coding that the visitor likes best; empty where that is none.
   *
   * @param lines values of the header; none means that nothing is asked for, and then nothing is
   *     done
   * @param ready those that can be had
   */
  static Optional<Coding> best(List<String> lines, Set<Coding> ready) {
    Map<Coding, Double> weights = new EnumMap<>(Coding.class);
    double others = 0;
    double identity = -1;
    for (String item : String.join(",", lines).toLowerCase(Locale.ROOT).split(",", -1)) {
      int semicolon = item.indexOf(';');
      String word = (semicolon < 0 ? item : item.substring(0, semicolon)).trim();
      double weight = semicolon < 0 ? 1 : weight(item.substring(semicolon + 1));
      if (word.equals("*")) {
        others = weight;
      } else if (word.equals("identity")) {
        identity = weight;
      } else {
        named(word).ifPresent(coding -> weights.put(coding, weight));
      }
    }
    return best(weights, others, identity, ready);
  }

  private static Optional<Coding> best(
      Map<Coding, Double> weights, double others, double identity, Set<Coding> ready) {
    Optional<Coding> best = Optional.empty();
    double most = Math.max(0, identity);
    for (Coding coding : Coding.values()) {
      double weight = weights.getOrDefault(coding, others);
      boolean isBetter = weight > most || (weight == most && weight > 0 && best.isEmpty());
      if (ready.contains(coding) && isBetter) {
        best = Optional.of(coding);
        most = weight;
      }
    }
    return best;
  }

  private static Optional<Coding> named(String word) {
    String usual = word.equals("x-gzip") ? "gzip" : word;
    for (Coding coding : Coding.values()) {
      if (coding.word().equals(usual)) {
        return Optional.of(coding);
      }
    }
    return Optional.empty();
  }

  /** What cannot be read is taken for a refusal. */
  private static double weight(String parameter) {
    String text = parameter.trim();
    if (!WEIGHT.matcher(text).matches()) {
      return 0;
    }
    return Double.parseDouble(text.substring(text.indexOf('=') + 1).trim());
  }
}
