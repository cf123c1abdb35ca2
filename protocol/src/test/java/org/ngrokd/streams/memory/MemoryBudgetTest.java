package org.ngrokd.streams.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final int KIB = 1024;
  private static final long TOTAL = 800 * KIB;
  private static final Duration STALL = Duration.ofSeconds(60);

  private final AtomicLong now = new AtomicLong();
  private final List<String> witnessed = new ArrayList<>();
  private final MemoryBudget budget =
      new MemoryBudget(
          TOTAL, STALL, now::get, (who, reason, bytes) -> witnessed.add(who + " " + reason));

  private final List<Holding> holdings = new ArrayList<>();

  private FakeHolder holder(String address, long bytes) {
    return holder(List.of(ShareKind.ADDRESS.of(address)), bytes);
  }

  private FakeHolder holder(List<ShareKind.Key> owners, long bytes) {
    FakeHolder holder = new FakeHolder();
    holder.holds(bytes);
    Holding holding = budget.hold(holder, owners);
    holdings.add(holding);
    holding.look();
    return holder;
  }

  @Test
  void whatWaitsIsChargedInWholeKibibytesAndGivenBackAtTheEnd() {
    holder("a", 1);
    holder("b", 3000);

    assertThat(budget.used()).isEqualTo(4 * KIB);

    holdings.forEach(Holding::end);
    assertThat(budget.used()).isZero();
    assertThat(budget.holdings()).isZero();
  }

  @Test
  void whoHoldsNothingIsForgottenWithTheNextLook() {
    EmbeddedChannel clock = new EmbeddedChannel();
    clock.freezeTime();
    budget.watchOn(clock.eventLoop());

    holder("a", KIB).holds(0);
    holdings.get(0).look();
    assertThat(budget.holdings()).isZero();
    assertThat(budget.shares()).isZero();
    assertThat(budget.byOwner()).isEmpty();
    assertThat(budget.known()).isEqualTo(1);

    clock.advanceTimeBy(250, TimeUnit.MILLISECONDS);
    assertThat(clock.runScheduledPendingTasks()).as("the time of the next look").isEqualTo(-1);
    assertThat(budget.known()).isZero();
  }

  @Test
  void whoGoesToAnotherOwnerWhileItHoldsNothingIsChargedToThatOneAfterwards() {
    budget.watchOn(new EmbeddedChannel().eventLoop());
    FakeHolder holder = holder("a", KIB);
    holder.holds(0);
    holdings.get(0).look();

    holdings.get(0).belongsTo(List.of(ShareKind.ADDRESS.of("b")));
    holder.holds(2 * KIB);
    holdings.get(0).look();

    assertThat(budget.byOwner()).containsExactly(Map.entry(ShareKind.ADDRESS.of("b"), 2L * KIB));
  }

  @Test
  void nothingIsChargedToWhoHasEnded() {
    FakeHolder holder = holder("a", 0);
    holdings.get(0).end();

    holder.holds(KIB);
    holdings.get(0).look();

    assertThat(budget.used()).isZero();
  }

  @Test
  void anAddressAboveItsQuarterLosesTheConnectionsThatHoldMost() {
    FakeHolder small = holder("a", 10 * KIB);
    FakeHolder large = holder("a", 150 * KIB);
    FakeHolder other = holder("b", 190 * KIB);

    FakeHolder last = holder("a", 41 * KIB);

    assertThat(large.cuts).containsExactly(CutReason.SHARE);
    assertThat(small.isCut()).isFalse();
    assertThat(last.isCut()).isFalse();
    assertThat(other.isCut()).isFalse();
    assertThat(witnessed).containsExactly("a SHARE");
  }

  @Test
  void aPeerThatStandsForManyMayHoldHalfOfAll() {
    FakeHolder proxied = holder(List.of(ShareKind.PROXY.of("p")), 390 * KIB);

    assertThat(proxied.isCut()).isFalse();
  }

  @Test
  void inATunnelAboveItsShareTheHeaviestAddressGoesFirst() {
    ShareKind.Key tunnel = ShareKind.TUNNEL.of("t");
    FakeHolder wellBehaved = holder(List.of(ShareKind.ADDRESS.of("good"), tunnel), 100 * KIB);
    List<FakeHolder> attackers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      attackers.add(holder(List.of(ShareKind.ADDRESS.of("bad" + i % 2), tunnel), 20 * KIB));
    }

    assertThat(wellBehaved.isCut()).isFalse();
    assertThat(attackers).anyMatch(FakeHolder::isCut);
    assertThat(attackers).anyMatch(holder -> !holder.isCut());
  }

  @Test
  void theTotalIsNotPassedHoweverManyAddressesThereAre() {
    List<FakeHolder> holders = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      holders.add(holder("address " + i, 20 * KIB));
      for (int each = 0; each < holders.size(); each++) {
        if (holders.get(each).isCut()) {
          holdings.get(each).end();
        }
      }
      assertThat(budget.used()).isLessThanOrEqualTo(TOTAL);
    }
    assertThat(witnessed).allMatch(line -> line.endsWith(" TOTAL"));
  }

  @Test
  void whatIsGoingMakesNobodyElseGo() {
    holder("a", 150 * KIB);
    holder("a", 60 * KIB); // the first has to go, and has not yet
    FakeHolder third = holder("a", 60 * KIB);

    assertThat(third.isCut()).isFalse();
    assertThat(budget.used()).isEqualTo(270 * KIB);
    assertThat(witnessed).hasSize(1);
  }

  @Test
  void whileManyAreStillGoingWhoeverAddsMuchGoesTooAndWhoAddsLittleStays() {
    List<FakeHolder> slowToGo = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      slowToGo.add(holder("address " + i, 20 * KIB));
    }
    FakeHolder last = holder("newcomer", 20 * KIB);
    FakeHolder small = holder("guest", 10 * KIB);

    assertThat(last.cuts).containsExactly(CutReason.TOTAL);
    assertThat(small.isCut()).isFalse();
    assertThat(slowToGo).anyMatch(holder -> !holder.isCut());
  }

  @Test
  void aboveHalfOfAShareItsConnectionsLetLessWaitUntilItIsWellBelow() {
    FakeHolder first = holder("a", 60 * KIB);
    FakeHolder second = holder("a", 50 * KIB);
    budget.tick();
    assertThat(first.tightenings).containsExactly(true);

    second.holds(10 * KIB);
    budget.tick();
    assertThat(first.tightenings).containsExactly(true);

    first.holds(5 * KIB);
    budget.tick();
    budget.tick();
    assertThat(first.tightenings).containsExactly(true, false);
  }

  @Test
  void aboveHalfOfAllMemoryIsShort() {
    for (int i = 0; i < 5; i++) {
      holder("address " + i, 90 * KIB);
    }

    assertThat(budget.isShort()).isTrue();

    holdings.get(0).end();
    holdings.get(1).end();
    assertThat(budget.isShort()).isFalse();
  }

  @Test
  void whoTakesNothingGoesWhenOthersNeedTheRoom() {
    FakeHolder stalled = holder("a", 60 * KIB);
    FakeHolder slow = holder("a", 60 * KIB);

    now.addAndGet(STALL.toNanos() / 2);
    slow.holds(59 * KIB);
    budget.tick();
    now.addAndGet(STALL.toNanos() / 2 + 1);
    budget.tick();

    assertThat(stalled.cuts).containsExactly(CutReason.STALLED);
    assertThat(slow.isCut()).isFalse();
  }

  @Test
  void whoTakesNothingStaysWhileNobodyNeedsTheRoom() {
    FakeHolder stalled = holder("a", 60 * KIB);

    now.addAndGet(10 * STALL.toNanos());
    budget.tick();

    assertThat(stalled.isCut()).isFalse();
  }

  @Test
  void whatIsHeldCountsForItsNewOwners() {
    FakeHolder holder = holder("a", 150 * KIB);
    holder("b", 100 * KIB);

    holdings.get(0).belongsTo(List.of(ShareKind.ADDRESS.of("b")));

    assertThat(holder.cuts).containsExactly(CutReason.SHARE);
  }
}
