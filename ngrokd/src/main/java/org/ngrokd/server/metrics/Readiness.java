package org.ngrokd.server.metrics;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the server can do what it is there for. Each look is a look at what is known anyway, so
 * it may be asked as often as somebody likes. Safe from any thread.
 */
public final class Readiness {
  private final List<Supplier<Optional<String>>> looks;

  /**
   * @param looks each says what is wrong, in words for one line; empty: nothing
   */
  public Readiness(List<Supplier<Optional<String>>> looks) {
    this.looks = List.copyOf(looks);
  }

  /** What is wrong now, in one line; empty: nothing. */
  Optional<String> trouble() {
    List<String> wrong = looks.stream().map(Supplier::get).flatMap(Optional::stream).toList();
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", wrong));
  }
}
