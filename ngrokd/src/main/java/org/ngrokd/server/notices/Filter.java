package org.ngrokd.server.notices;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Of what is told. Immutable. */
final class Filter {
  private final List<Pattern> only;

  /**
   * @param only names, where {@code *} stands for anything; empty: all
   */
  Filter(List<String> only) {
    this.only = only.stream().map(Filter::pattern).toList();
  }

  private static Pattern pattern(String text) {
    StringBuilder pattern = new StringBuilder();
    for (String part : text.toLowerCase(Locale.ROOT).split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString());
  }

  /** Whether its account, its URL, its host, or the first part of that is one of them. */
  boolean takes(Subject subject) {
    return only.isEmpty()
        || names(subject).stream()
            .anyMatch(name -> only.stream().anyMatch(one -> one.matcher(name).matches()));
  }

  private static List<String> names(Subject subject) {
    String name = subject.name().toLowerCase(Locale.ROOT);
    if (subject.kind() == Subject.Kind.CLIENT) {
      return List.of(name);
    }
    String authority = String.valueOf(URI.create(name).getRawAuthority());
    String host = authority.replaceFirst(":[0-9]+$", "");
    return List.of(name, authority, host, host.replaceFirst("\\..*", ""));
  }
}
