package org.ngrokd.client.service;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.compress.Codings;
import org.ngrokd.client.compress.Compression;
import org.ngrokd.client.config.TrafficRules;
import org.ngrokd.client.gate.Gate;
import org.ngrokd.client.gate.GateRules;
import org.ngrokd.streams.relay.RelayEnd;

/**
 * What is done with the requests and replies of a tunnel's visitors on their way. From the visitor
 * to the service:
 *
 * <pre>
 *   visitor | compression | who looks on | gate | header rules | service, or services by path
 * </pre>
 *
 * So who looks on sees what the service said, and what it was not asked. Safe from any thread.
 */
final class VisitFilters {
  private final Optional<Codings> codings;
  private final Optional<GateRules> gate;

  private VisitFilters(Optional<Codings> codings, Optional<GateRules> gate) {
    this.codings = codings;
    this.gate = gate;
  }

  /**
   * Those that a tunnel asks for.
   *
   * @param threads where native code is loaded, which blocks
   * @throws org.ngrokd.kit.cli.UserException when a rule cannot be read
   */
  static VisitFilters of(TrafficRules rules, String tunnel, Executor threads) {
    return new VisitFilters(
        rules.isCompressed() ? Optional.of(Codings.loadedOn(threads)) : Optional.empty(),
        rules.letsEverybodyIn() ? Optional.empty() : GateRules.of(rules, tunnel, System::nanoTime));
  }

  /** The visitor who gets compressed replies, where that is asked for. */
  Visit compressing(Visit visit) {
    return codings.isEmpty()
        ? visit
        : visit.with(Compression.before(visit.end(), codings.get(), visit.url(), visit.loop()));
  }

  /** What there is before the service; null where every request is let in. */
  @Nullable Entrance entrance(Visit visit, VisitObserver.Service service) {
    return gate.isEmpty() ? null : guarded(visit, service, gate.get());
  }

  private static Entrance guarded(Visit visit, VisitObserver.Service service, GateRules rules) {
    Gate.Guarded guarded =
        Gate.before(visit.end(), rules, service.local(), visit.url(), visit.loop());
    return new Entrance() {
      @Override
      public RelayEnd visitor() {
        return guarded.end();
      }

      @Override
      public void await(Runnable admitted, Runnable gone) {
        guarded.await(admitted, gone);
      }
    };
  }

  /** The way in. */
  interface Entrance {
    /** The visitor's end from now on. */
    RelayEnd visitor();

    /**
     * Goes on once the visitor is let in.
     *
     * @param admitted is run at most once
     * @param gone is run instead when the visitor never will be
     */
    void await(Runnable admitted, Runnable gone);
  }
}
