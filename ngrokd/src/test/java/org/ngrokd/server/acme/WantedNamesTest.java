package org.ngrokd.server.acme;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.RenewalWindow;
import org.ngrokd.server.acme.ca.Solver;
import org.ngrokd.server.acme.keep.CertificateKeep;
import org.ngrokd.server.acme.keep.FileKeep;
import org.ngrokd.server.acme.order.OrderLimits;
import org.ngrokd.server.acme.order.Orders;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.NoSolver;
import org.ngrokd.server.testing.SetClock;
import org.ngrokd.server.testing.TestIdentities;
import org.ngrokd.server.tls.Stapling;
import org.ngrokd.streams.net.TlsVersion;

/** Names that somebody has, and a CA that refuses some. Threads are a queue. */
class WantedNamesTest {
  private static final String WILDCARD = "*.example.net";

  @TempDir private java.nio.file.Path home;

  private final SetClock clock = SetClock.atNoon();
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final RefusingCa ca = new RefusingCa();
  private final HeldCertificates held =
      new HeldCertificates(TlsVersion.TLS_1_2, false, Stapling.NONE);
  private final Set<String> inUse = new HashSet<>();
  private CertificateKeep keep;
  private Stock stock;
  private Orders orders;
  private WantedNames.Singles singles;
  private WantedNames wanted;

  /** Refuses what it is told to. */
  private final class RefusingCa implements Ca {
    final Set<String> refused = new HashSet<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public Identity obtain(Wanted wanted, Solver solver) throws CaException {
      asked.add(wanted.names().get(0));
      if (refused.contains(wanted.names().get(0))) {
        throw new CaException(CaException.Kind.REFUSED, "no");
      }
      Instant now = clock.instant();
      return TestIdentities.of(
          now, now.plus(Duration.ofDays(90)), wanted.names().toArray(new String[0]));
    }

    @Override
    public Optional<RenewalWindow> renewal(Identity current) {
      return Optional.empty();
    }

    @Override
    public void revoke(Identity issued) {}
  }

  @BeforeEach
  void begin() {
    begin(true, true);
  }

  private void begin(boolean byDns, boolean byOthers) {
    Coverage coverage = new Coverage("example.net", byDns);
    keep = FileKeep.in(StateDirectory.at(home));
    stock = new Stock(held, keep, coverage, clock, threads::add);
    orders =
        new Orders(
            ca, new NoSolver(), new OrderLimits(clock, keep.notes()), threads::add, stock::got);
    singles = new WantedNames.Singles(byOthers);
    wanted = new WantedNames(coverage, List.of(KeyKind.ECDSA_P256), stock, orders, singles);
  }

  private void has(String name) {
    inUse.add(name);
    wanted.want(name);
    runAll();
  }

  private void runAll() {
    for (Runnable task = threads.poll(); task != null; task = threads.poll()) {
      task.run();
    }
  }

  private void pass(Duration time) {
    clock.advance(time);
    wanted.again(inUse::contains);
    runAll();
  }

  private List<String> shown(String name) {
    return held.named().find(name).stream()
        .flatMap(each -> org.ngrokd.certs.CertificateNames.of(each.leaf()).stream())
        .toList();
  }

  @Test
  void nameThatFailedIsAskedForAgainAfterItsPauseWhileSomebodyHasIt() {
    begin(false, true);
    ca.refused.add("a.example.org");
    has("a.example.org");
    pass(Duration.ofSeconds(59));
    assertThat(ca.asked).hasSize(1);

    ca.refused.clear();
    pass(Duration.ofSeconds(1));

    assertThat(shown("a.example.org")).containsExactly("a.example.org");
    pass(Duration.ofDays(1));
    assertThat(ca.asked).hasSize(2);
  }

  @Test
  void nameThatNobodyHasAnyMoreIsNotAskedForAgain() {
    begin(false, true);
    ca.refused.add("a.example.org");
    has("a.example.org");

    inUse.clear();
    pass(Duration.ofDays(1));

    assertThat(ca.asked).hasSize(1);
  }

  @Test
  void wildcardThatKeepsFailingIsStoodInForBySingleNames() {
    ca.refused.add(WILDCARD);
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      has("app.example.net");
      pass(Duration.ofSeconds(59));
      assertThat(ca.asked).as("once it may be chance").containsOnly(WILDCARD);

      pass(Duration.ofSeconds(1));
      pass(Duration.ofSeconds(20));

      assertThat(shown("app.example.net")).containsExactly("app.example.net");
      assertThat(singles.has("app.example.net")).as("not by DNS").isTrue();
      assertThat(log.lines())
          .contains(
              "WARN *.example.net cannot be had now, so that a certificate for app.example.net"
                  + " alone is asked for, by http or TLS");
    }
    has("later.example.net");
    assertThat(shown("later.example.net")).containsExactly("later.example.net");
  }

  @Test
  void wildcardThatComesAfterAllTakesThePlaceOfSingleNames() {
    ca.refused.add(WILDCARD);
    has("app.example.net");
    has("example.net");
    pass(Duration.ofMinutes(1));
    pass(Duration.ofSeconds(20));
    assertThat(shown("app.example.net")).containsExactly("app.example.net");
    assertThat(shown("example.net")).containsExactly("example.net");

    ca.refused.clear();
    pass(Duration.ofHours(1));
    pass(Duration.ofHours(1));

    assertThat(shown("app.example.net")).containsExactly(WILDCARD, "example.net");
    assertThat(shown("example.net")).containsExactly(WILDCARD, "example.net");
    assertThat(held.all()).hasSize(1);
    assertThat(keep.find("app.example.net")).isEmpty();
    assertThat(singles.has("app.example.net")).isFalse();
  }

  @Test
  void whereNeitherHttpNorTlsIsServedNothingStandsIn() {
    begin(true, false);
    ca.refused.add(WILDCARD);
    has("app.example.net");
    pass(Duration.ofMinutes(1));
    pass(Duration.ofSeconds(20));

    assertThat(ca.asked).containsOnly(WILDCARD);
  }
}
