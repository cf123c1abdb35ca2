package org.ngrokd.server.acme.order;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.certs.Identity;
import org.ngrokd.server.acme.ca.CaException;
import org.ngrokd.server.acme.ca.RenewalWindow;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.SetClock;
import org.ngrokd.server.testing.TestIdentities;

class RenewalsTest {
  private final SetClock clock = SetClock.atNoon();
  private final ScriptedCa ca = new ScriptedCa(clock);
  private final List<String> renewed = new ArrayList<>();
  private final List<Boolean> wished = new ArrayList<>();
  private final List<String> lapsed = new ArrayList<>();
  private CompletableFuture<Void> next = CompletableFuture.completedFuture(null);
  private final Renewals renewals =
      new Renewals(
          ca,
          (each, isWished) -> {
            renewed.add(each.name());
            wished.add(isWished);
            return next;
          },
          each -> lapsed.add(each.name()),
          clock);

  private Kept kept(String name, Duration life) {
    Instant now = clock.instant();
    return new Kept(name, TestIdentities.of(now, now.plus(life), name), now);
  }

  private void look(Kept... all) {
    renewals.look(List.of(all), name -> true);
  }

  /** After how much of its life it is renewed, looked at a thousand times in all. */
  private double part(Kept each, Duration life) {
    Instant begin = clock.instant();
    while (renewed.isEmpty()) {
      clock.advance(life.dividedBy(1000));
      look(each);
    }
    return (double) Duration.between(begin, clock.instant()).toMinutes() / life.toMinutes();
  }

  @ParameterizedTest
  @ValueSource(ints = {90, 64, 45, 6})
  void renewedWhenTwoThirdsOfAnyLifeAreOverOrALittleEarlier(int days) {
    Duration life = Duration.ofDays(days);

    assertThat(part(kept("a.example.net", life), life)).isBetween(2.0 / 3 - 0.051, 2.0 / 3 + 0.002);
  }

  @Test
  void thoseThatWereGotTogetherAreNotRenewedTogether() {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Identity each = kept("n" + i + ".example.net", Duration.ofDays(90)).identity();
      Random chance = new Random(each.leaf().getSerialNumber().hashCode() * 7919L);
      times.add(RenewalTime.of(each.leaf(), Optional.empty(), chance));
    }

    assertThat(times.stream().map(time -> time.getEpochSecond() / 3600).distinct().count())
        .as("hours")
        .isGreaterThan(20);
  }

  @Test
  void caSaysWhen() {
    Kept each = kept("a.example.net", Duration.ofDays(90));
    Instant start = clock.instant().plus(Duration.ofDays(10));
    Instant end = start.plus(Duration.ofDays(2));
    ca.windows.put(each.identity(), new RenewalWindow(start, end, start));

    clock.set(start.minusSeconds(1));
    look(each);
    assertThat(renewed).isEmpty();

    clock.set(end);
    look(each);
    assertThat(renewed).containsExactly("a.example.net");
    assertThat(wished).as("by the CA").containsExactly(true);
  }

  @Test
  void whatIsRenewedBecauseOfItsAgeIsNoWishOfTheCas() {
    Kept each = kept("a.example.net", Duration.ofDays(90));

    clock.advance(Duration.ofDays(61));
    look(each);

    assertThat(wished).containsExactly(false);
  }

  @Test
  void windowThatIsOverMeansNow() {
    Kept each = kept("a.example.net", Duration.ofDays(90));
    Instant now = clock.instant();
    ca.windows.put(
        each.identity(),
        new RenewalWindow(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)), now));

    look(each);

    assertThat(renewed).containsExactly("a.example.net");
  }

  @Test
  void windowThatMakesNoSenseIsNotWaitedFor() {
    Kept each = kept("a.example.net", Duration.ofDays(90));
    Instant never = clock.instant().plus(Duration.ofDays(9000));
    ca.windows.put(
        each.identity(), new RenewalWindow(never, never.plus(Duration.ofDays(1)), never));

    assertThat(part(each, Duration.ofDays(90))).isLessThan(0.67);
  }

  @Test
  void caIsAskedOnceADayAtLeastAndOnceAnHourAtMost() {
    Kept each = kept("a.example.net", Duration.ofDays(90));
    Instant start = clock.instant().plus(Duration.ofDays(60));
    Instant late = start.plus(Duration.ofDays(20));
    ca.windows.put(each.identity(), new RenewalWindow(start, late, Instant.EPOCH));
    for (int minutes = 0; minutes < 120; minutes += 10) {
      look(each);
      clock.advance(Duration.ofMinutes(10));
    }
    assertThat(ca.askedWhen).as("it wants to be asked at once").hasSize(2);

    ca.askedWhen.clear();
    ca.windows.put(each.identity(), new RenewalWindow(start, late, Instant.MAX));
    for (int hours = 0; hours < 72; hours++) {
      look(each);
      clock.advance(Duration.ofHours(1));
    }
    assertThat(ca.askedWhen).as("it never wants to be asked again").hasSize(3);
  }

  @Test
  void caThatIsAwayIsNotAskedForEachOfThem() {
    ca.whenFails = Optional.of(new CaException(CaException.Kind.AWAY, "nobody answers"));

    look(
        kept("a.example.net", Duration.ofDays(90)),
        kept("b.example.net", Duration.ofDays(90)),
        kept("c.example.net", Duration.ofDays(90)));

    assertThat(ca.askedWhen).hasSize(1);
  }

  @Test
  void failedRenewalIsToldAtOnceAtAThirdAndAtATenthOfWhatIsLeft() {
    next = CompletableFuture.failedFuture(new CaException(CaException.Kind.AWAY, "nobody answers"));
    Kept each = kept("a.example.net", Duration.ofDays(90));
    clock.advance(Duration.ofDays(60));
    List<Long> daysLeft = new ArrayList<>();
    Instant end = each.identity().leaf().getNotAfter().toInstant();

    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      while (clock.instant().isBefore(end)) {
        look(each);
        if (!log.lines().isEmpty()) {
          daysLeft.add(Duration.between(clock.instant(), end).toDays());
          assertThat(log.lines())
              .containsExactly(
                  "WARN The certificate of a.example.net could not be renewed (nobody answers); the"
                      + " old one serves until "
                      + end);
          log.clear();
        }
        clock.advance(Duration.ofHours(6));
      }
    }

    assertThat(daysLeft).containsExactly(30L, 10L, 3L);
  }

  @Test
  void certificateThatNobodyHasHadForThirtyDaysLapses() {
    Kept each = kept("a.example.net", Duration.ofDays(90));
    clock.advance(Duration.ofDays(30));
    renewals.look(List.of(each), name -> false);
    assertThat(lapsed).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    look(each);
    assertThat(lapsed).as("in use").isEmpty();
    renewals.look(List.of(each), name -> false);
    assertThat(lapsed).containsExactly("a.example.net");
    assertThat(renewed).isEmpty();
  }

  @Test
  void clockThatJumpsAheadRenewsAtOnceAndOneThatJumpsBackWaits() {
    Kept each = kept("a.example.net", Duration.ofDays(90));
    clock.advance(Duration.ofDays(-30));
    look(each);
    assertThat(renewed).isEmpty();

    clock.advance(Duration.ofDays(1000));
    look(each);
    assertThat(renewed).containsExactly("a.example.net");
  }
}
