package org.ngrokd.server.acme.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.ca.Ca;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.MemoryNotes;
import org.ngrokd.server.testing.NoSolver;
import org.ngrokd.server.testing.SetClock;
import org.ngrokd.server.testing.TestIdentities;

/** When which certificate is ordered. Threads are a queue: nothing happens before it is run. */
class OrdersTest {
  private final SetClock clock = SetClock.atNoon();
  private final ScriptedCa ca = new ScriptedCa(clock);
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<String> got = new ArrayList<>();
  private final MemoryNotes notes = new MemoryNotes();
  private OrderLimits limits = new OrderLimits(clock, notes);
  private Orders orders = orders();

  private Orders orders() {
    return new Orders(
        ca,
        new NoSolver(),
        limits,
        threads::add,
        (wanted, identity) -> got.add(wanted.names().get(0)));
  }

  /** All that is not noted is forgotten. */
  private void restart() {
    threads.clear();
    limits = new OrderLimits(clock, notes);
    limits.takeUp();
    orders = orders();
  }

  private static Ca.Wanted wanted(String name) {
    return new Ca.Wanted(List.of(name), KeyKind.ECDSA_P256, Optional.empty());
  }

  private CompletableFuture<Identity> ordered(String name) {
    return orders.order(wanted(name));
  }

  private void order(String name) {
    order(wanted(name));
  }

  private void order(Ca.Wanted wanted) {
    var unused = orders.order(wanted);
  }

  private void runAll() {
    for (Runnable task = threads.poll(); task != null; task = threads.poll()) {
      task.run();
    }
  }

  private static CaException away() {
    return new CaException(CaException.Kind.AWAY, "nobody answers");
  }

  @Test
  void whoWantsTheSameNameJoinsTheOrderThatRuns() {
    CompletableFuture<Identity> first = ordered("a.example.net");
    CompletableFuture<Identity> second = ordered("a.example.net");
    assertThat(second).isSameAs(first);

    runAll();

    assertThat(ca.asked).hasSize(1);
    assertThat(first).isCompleted();
    assertThat(got).containsExactly("a.example.net");
    assertThat(orders.underWay("a.example.net")).isEmpty();
  }

  /** Both at once would show the CA the answer to the other's challenge. */
  @Test
  void keyOfAnotherKindIsAnotherOrderAfterTheFirst() {
    order("a.example.net");
    CompletableFuture<Identity> rsa =
        orders.order(new Ca.Wanted(List.of("a.example.net"), KeyKind.RSA_2048, Optional.empty()));
    assertThat(threads).hasSize(1);

    threads.remove().run();
    assertThat(threads).hasSize(1);
    assertThat(rsa).isNotDone();

    runAll();
    assertThat(rsa).isCompleted();
    assertThat(ca.asked)
        .extracting(Ca.Wanted::key)
        .containsExactly(KeyKind.ECDSA_P256, KeyKind.RSA_2048);
  }

  @Test
  void tenRunAtOnceAndOthersInTheirTurn() {
    for (int i = 0; i < 25; i++) {
      order("n" + i + ".example.net");
    }
    assertThat(threads).hasSize(10);
    assertThat(orders.size()).isEqualTo(25);

    threads.remove().run();
    assertThat(threads).as("one ended, one began").hasSize(10);

    runAll();
    assertThat(got).hasSize(25).startsWith("n0.example.net", "n1.example.net");
    assertThat(orders.size()).isZero();
  }

  @Test
  void pauseDoublesFromAMinuteToTwelveHours() {
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ca.failures.add(away());
      CompletableFuture<Identity> order = ordered("a.example.net");
      runAll();
      assertThat(order).isCompletedExceptionally();
      minutes.add(untilItMayBeOrdered().toMinutes());
    }

    assertThat(minutes)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 720L, 720L);
  }

  /** The clock stands there then. */
  private Duration untilItMayBeOrdered() {
    Instant begin = clock.instant();
    while (limits.pause("a.example.net").isPresent()) {
      clock.advance(Duration.ofMinutes(1));
    }
    return Duration.between(begin, clock.instant());
  }

  @Test
  void afterASuccessThePauseBeginsAtAMinuteAgain() {
    ca.failures.add(away());
    order("a.example.net");
    runAll();
    clock.advance(Duration.ofMinutes(1));
    order("a.example.net");
    runAll();
    ca.failures.add(away());
    order("a.example.net");
    runAll();

    clock.advance(Duration.ofMinutes(1));

    assertThat(ordered("a.example.net")).isNotDone();
  }

  @Test
  void caSaysWhenItWantsToBeAskedAgain() {
    Instant tomorrow = clock.instant().plus(Duration.ofDays(1));
    ca.failures.add(
        new CaException(
            CaException.Kind.RATE_LIMITED,
            "too many",
            Optional.of(tomorrow),
            new IOException("429")));
    order("a.example.net");
    runAll();

    clock.set(tomorrow.minusSeconds(1));
    assertThat(ordered("a.example.net")).isCompletedExceptionally();
    clock.set(tomorrow);
    assertThat(ordered("a.example.net")).isNotDone();
  }

  @Test
  void clockThatIsSetBackEndsThePause() {
    ca.failures.add(away());
    order("a.example.net");
    runAll();

    clock.advance(Duration.ofDays(-400));

    assertThat(ordered("a.example.net")).isNotDone();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "nas",
        "nas.localhost",
        "printer.local",
        "tunnel.example",
        "a.test",
        "a_b.example.net",
        "192.168.1.7",
        "127.0.0.1",
        "10.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "100.64.0.1",
        "",
        "."
      })
  void namesThatCannotWorkAreNotAskedFor(String name) {
    assertThat(ordered(name)).isCompletedExceptionally();
    assertThat(threads).isEmpty();
    assertThat(orders.underWay(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.net", "*.example.net", "a.b.example.net", "203.0.113.10"})
  void namesThatCanWorkAre(String name) {
    assertThat(ordered(name)).isNotDone();
  }

  @Test
  void fortyAWeekForADomain() {
    for (int i = 0; i < 60; i++) {
      order("n" + i + ".example.net");
      runAll();
    }
    assertThat(got).hasSize(WeeklyBudget.EACH);
    order("other.example.org");
    runAll();
    assertThat(got).hasSize(WeeklyBudget.EACH + 1);

    clock.advance(Duration.ofDays(7).plusSeconds(1));
    order("n50.example.net");
    runAll();
    assertThat(got).contains("n50.example.net");
  }

  /** As a server of 52 names asks, again and again. */
  private void askForAll(int names) {
    for (int i = 0; i < names; i++) {
      if (!got.contains("n" + i + ".example.net")) {
        order("n" + i + ".example.net");
        runAll();
      }
    }
    limits.tell();
  }

  @Test
  void whoWaitsForAPlaceInTheBudgetIsToldAndUntilWhen() {
    Instant end = clock.instant().plus(Duration.ofDays(7));
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      askForAll(52);
      clock.advance(Duration.ofSeconds(20));
      askForAll(53);

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "WARN 12 names of example.net wait for a certificate until %s: n40.example.net, n41"
                  .formatted(end))
          .contains("n49.example.net and 2 more; 40 of a domain within a week")
          .endsWith("a wildcard (by DNS) needs one for all names");
      log.clear();

      askForAll(70);
      assertThat(log.lines()).as("many more").hasSize(1);
      clock.advance(Duration.ofDays(1));
      askForAll(70);
      assertThat(log.lines()).as("once a day").hasSize(2);
    }
  }

  @Test
  void whoWaitedForAPlaceHasItsTurn() {
    askForAll(52);
    clock.advance(Duration.ofDays(7).plusSeconds(1));
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      askForAll(52);
      assertThat(got).hasSize(52);
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void placeAmongAllIsThereAfterThreeHours() {
    for (int i = 0; i < WeeklyBudget.ALL; i++) {
      order("a.n" + i + ".net");
      runAll();
    }
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      order("a.more.net");
      limits.tell();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "WARN A name of more.net waits for a certificate until %s: a.more.net;"
                  .formatted(clock.instant().plus(Duration.ofHours(3))));
    }
  }

  /** A server that starts in a loop, with a new name each time, and never hears of a success. */
  @Test
  void budgetSurvivesRestarts() {
    for (int i = 0; i < 60; i++) {
      order("n" + i + ".example.net");
      runAll();
      restart();
    }
    assertThat(got).hasSize(WeeklyBudget.EACH);

    clock.advance(Duration.ofDays(7).plusSeconds(1));
    order("n50.example.net");
    runAll();
    assertThat(got).hasSize(WeeklyBudget.EACH + 1);
  }

  /** It ended while the CA was asked: who knows what came of that. */
  @Test
  void orderThatARestartCutCounts() {
    for (int i = 0; i < 60; i++) {
      ca.failures.add(new InterruptedException());
      order("n" + i + ".example.net");
      runAll();
      assertThat(Thread.interrupted()).isEqualTo(i < WeeklyBudget.EACH);
      restart();
    }

    assertThat(ca.asked).hasSize(WeeklyBudget.EACH);
  }

  @Test
  void pauseSurvivesRestartsAndGoesOnDoubling() {
    for (int i = 0; i < 3; i++) {
      ca.failures.add(away());
      order("a.example.net");
      runAll();
      restart();
      assertThat(ordered("a.example.net")).as("paused").isCompletedExceptionally();
      assertThat(untilItMayBeOrdered()).isEqualTo(Duration.ofMinutes(1L << i));
    }

    order("a.example.net");
    runAll();
    restart();
    assertThat(ordered("a.example.net")).as("it has worked").isNotDone();
  }

  /** A wrong key for the account, say: somebody puts it right, and starts the server again. */
  @Test
  void failureBeforeAnythingWasOrderedIsForgottenByARestart() {
    ca.failures.add(away().beforeTheOrder());
    order("a.example.net");
    runAll();
    assertThat(ordered("a.example.net")).as("paused").isCompletedExceptionally();

    restart();

    assertThat(ordered("a.example.net")).isNotDone();
  }

  /** A name that leads elsewhere is not to cost its neighbours theirs. */
  @Test
  void whatFailsIsNotTakenFromTheDomainsBudget() {
    for (int i = 0; i < WeeklyBudget.EACH; i++) {
      ca.failures.add(away());
      order("n" + i + ".example.net");
      runAll();
    }
    restart();

    order("good.example.net");
    runAll();

    assertThat(got).containsExactly("good.example.net");
  }

  /** Let's Encrypt counts 300 orders of an account in three hours, whatever comes of them. */
  @Test
  void allOrdersOfThreeHoursAreCounted() {
    for (int i = 0; i < 400; i++) {
      ca.failures.add(away());
      order("a.n" + i + ".net");
      runAll();
    }
    assertThat(ca.asked).hasSize(WeeklyBudget.ALL);
    restart();
    order("a.more.net");
    runAll();
    assertThat(ca.asked).hasSize(WeeklyBudget.ALL);

    ca.failures.clear();
    clock.advance(Duration.ofHours(3).plusSeconds(1));
    order("a.more.net");
    runAll();
    assertThat(got).containsExactly("a.more.net");
  }

  @Test
  void renewalThatTheCaWantsIsNotCounted() {
    for (int i = 0; i < WeeklyBudget.EACH; i++) {
      order("n" + i + ".example.net");
      runAll();
    }
    Ca.Wanted renewal =
        new Ca.Wanted(
            List.of("n1.example.net"),
            KeyKind.ECDSA_P256,
            Optional.of(
                TestIdentities.of(
                    clock.instant(), clock.instant().plus(Duration.ofDays(30)), "n1.example.net")));

    assertThat(orders.order(renewal)).isCompletedExceptionally();
    CompletableFuture<Identity> wished = orders.renewAsTheCaWants(renewal);
    runAll();
    assertThat(wished).isCompleted();
    assertThat(notes.ordered(clock.instant().minus(WeeklyBudget.WEEK))).hasSize(WeeklyBudget.EACH);
  }

  @Test
  void whatAnotherServerHasGotIsNotOrdered() {
    Identity others =
        TestIdentities.of(
            clock.instant(), clock.instant().plus(Duration.ofDays(90)), "a.example.net");
    ca.there = Optional.of(others);

    CompletableFuture<Identity> order = ordered("a.example.net");
    runAll();
    for (int i = 0; i < WeeklyBudget.ALL; i++) {
      assertThat(ordered("n" + i + ".example.net")).as("nor does it count").isNotDone();
      runAll();
    }

    assertThat(order).isCompletedWithValue(others);
    assertThat(ca.asked).isEmpty();
    assertThat(notes.ordered(clock.instant().minus(WeeklyBudget.WEEK))).isEmpty();
  }

  @Test
  void aFaultOfOursIsAFailureLikeOthersAndTheNextOrderRuns() {
    ca.failures.add(new IllegalStateException("nonsense"));
    CompletableFuture<Identity> failed = ordered("a.example.net");
    CompletableFuture<Identity> next = ordered("b.example.net");

    runAll();

    assertThatThrownBy(failed::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("nonsense");
    assertThat(next).isCompleted();
    assertThat(ordered("a.example.net")).as("paused").isCompletedExceptionally();
  }

  @Test
  void failedRenewalIsToldByThoseWhoRenew() {
    ca.failures.add(away());
    Identity before =
        TestIdentities.of(
            clock.instant(), clock.instant().plus(Duration.ofDays(30)), "a.example.net");
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      order(new Ca.Wanted(List.of("a.example.net"), KeyKind.ECDSA_P256, Optional.of(before)));
      runAll();
      assertThat(log.lines()).isEmpty();

      ca.failures.add(away());
      order("b.example.net");
      runAll();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "WARN No certificate for b.example.net: nobody answers; asked for again after");
    }
  }

  @Test
  void serverThatStopsOrdersNothing() {
    Orders stopped =
        new Orders(
            ca,
            new NoSolver(),
            new OrderLimits(clock, notes),
            task -> {
              throw new RejectedExecutionException();
            },
            (wanted, identity) -> {});

    assertThat(stopped.order(wanted("a.example.net"))).isNotDone();
  }

  @Test
  void somebodyWhoKnowsWhyItFailedNeedNotWait() {
    ca.failures.add(away());
    order("a.example.net");
    runAll();

    orders.forgetFailures("a.example.net");

    assertThat(ordered("a.example.net")).isNotDone();
  }
}
