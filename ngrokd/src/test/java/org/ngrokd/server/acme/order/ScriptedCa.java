package org.ngrokd.server.acme.order;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.RenewalWindow;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.testing.TestIdentities;

/** A CA that answers as it was told, else with certificates of 90 days. */
final class ScriptedCa implements Ca {
  final List<Wanted> asked = new ArrayList<>();
  final List<Identity> askedWhen = new ArrayList<>();
  final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  final Map<Identity, RenewalWindow> windows = new LinkedHashMap<>();
  Optional<CaException> whenFails = Optional.empty();
  Optional<Identity> there = Optional.empty();

  private final Clock clock;

  ScriptedCa(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Identity> there(Wanted wanted) {
    return there;
  }

  @Override
  public synchronized Identity obtain(Wanted wanted, Solver solver)
      throws CaException, InterruptedException {
    asked.add(wanted);
    Exception failure = failures.poll();
    if (failure instanceof CaException refusal) {
      throw refusal;
    } else if (failure instanceof RuntimeException fault) {
      throw fault;
    } else if (failure instanceof InterruptedException stop) {
      throw stop;
    }
    return TestIdentities.of(
        clock.instant(),
        clock.instant().plus(Duration.ofDays(90)),
        wanted.names().toArray(new String[0]));
  }

  @Override
  public Optional<RenewalWindow> renewal(Identity current) throws CaException {
    askedWhen.add(current);
    if (whenFails.isPresent()) {
      throw whenFails.get();
    }
    return Optional.ofNullable(windows.get(current));
  }

  @Override
  public void revoke(Identity issued) {}
}
