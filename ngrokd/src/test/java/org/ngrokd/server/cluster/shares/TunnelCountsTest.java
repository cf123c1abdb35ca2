package org.ngrokd.server.cluster.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.Allowance.Quota;
import org.ngrokd.server.cluster.shares.Round.Manner;
import org.ngrokd.server.cluster.shares.Round.Server;

class TunnelCountsTest {
  private static final Quota THREE = new Quota(3, 0, 0, 0);

  private final Round round = new Round();
  private final Server one = round.server(THREE);
  private final Server other = round.server(THREE);

  @Test
  void tunnelsAtAllOtherServersCount() {
    Server third = round.server(THREE);
    other.open("a", "x");
    other.open("a", "x"); // by https
    third.open("b", "y");

    assertThat(one.elsewhere("z")).isEqualTo(2);
    assertThat(one.usage.refusalOfTunnel("c", "z", 2)).isEmpty();
    assertThat(one.usage.refusalOfTunnel("d", "z", 2))
        .contains(
            "All tunnels that your token is for (3) are open, 2 of them at other servers: close"
                + " one first");

    other.usage.tunnelClosed("a");
    assertThat(one.elsewhere("z")).isEqualTo(2);
    other.usage.tunnelClosed("a");
    assertThat(one.elsewhere("z")).isEqualTo(1);
  }

  @Test
  void thoseOfTheClientItselfDoNotForItMayBeOnItsWay() {
    other.open("a", "x");
    other.open("b", "by ssh 1");
    other.open("c", "");

    assertThat(one.elsewhere("x")).isEqualTo(2);
    assertThat(one.elsewhere("by 2")).isEqualTo(2);
    assertThat(one.elsewhere("")).isEqualTo(3);
  }

  @Test
  void serverThatDoesNotAnswerHasNoneAndIsNotWaitedForAgainSoon() {
    other.open("a", "x");
    other.manner = Manner.SILENT;
    long began = round.ticker.nanoTime();

    assertThat(one.elsewhere("z")).isZero();
    assertThat(one.elsewhere("z")).isZero();
    assertThat(round.questions()).isEqualTo(1);
    assertThat(round.ticker.nanoTime() - began).isEqualTo(500_000_000);

    other.manner = Manner.WELL;
    assertThat(one.elsewhere("z")).isZero();
    round.seconds(4);
    assertThat(one.elsewhere("z")).isEqualTo(1);
  }

  @Test
  void thoseWhoWantToKnowMeanwhileShareTheNextQuestionAndAreBounded() {
    other.open("a", "x");
    other.manner = Manner.SLOW;
    List<CompletableFuture<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < 12_000; i++) {
      counts.add(one.limits.tunnelsElsewhere(Round.ACCOUNT, "z").toCompletableFuture());
    }

    assertThat(round.questions()).isEqualTo(1);
    assertThat(counts).filteredOn(CompletableFuture::isDone).as("too many").hasSize(1_999);

    for (int i = 0; i < 11; i++) {
      other.say();
    }
    assertThat(round.questions()).isEqualTo(10);
    assertThat(counts).allMatch(CompletableFuture::isDone);
    assertThat(counts.get(5_000).join()).isEqualTo(1);
  }

  /** A question that is longer is not answered, and the limit would not hold. */
  @Test
  void questionIsNeverTooLongHoweverManyClientsAreHere() {
    Server crowded = round.server(new Quota(60_000, 0, 0, 0));
    for (int i = 0; i < 40_000; i++) {
      crowded.open("t" + i, "%032x".formatted(i));
    }
    other.open("a", "x");

    assertThat(crowded.elsewhere("z")).isEqualTo(1);
    assertThat(round.longest()).isBetween(300_000, 1024 * 1024);
  }

  @Test
  void nonsenseCountsNothing() {
    other.manner = Manner.MAD;
    for (String nonsense :
        new String[] {
          "",
          "{}",
          "{\"counts\":null}",
          "{\"counts\":[]}",
          "{\"counts\":[1,2]}",
          "{\"counts\":[null]}",
          "{\"counts\":[-5]}",
          "{\"counts\":[\"x\"]}"
        }) {
      other.nonsense = nonsense;
      assertThat(one.elsewhere("z")).as(nonsense).isZero();
    }
  }

  @Test
  void olderServerIsAsIfItHadNone() {
    other.open("a", "x");
    other.manner = Manner.OLDER;

    assertThat(one.elsewhere("z")).isZero();
  }
}
