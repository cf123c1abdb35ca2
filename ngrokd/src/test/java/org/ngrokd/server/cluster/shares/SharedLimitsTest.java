package org.ngrokd.server.cluster.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.access.Allowance.Quota;
import org.ngrokd.server.cluster.shares.Round.Manner;
import org.ngrokd.server.cluster.shares.Round.Server;

class SharedLimitsTest {
  private static final int RATE = 60;
  private static final int MANY = 1000;

  private final Round round = new Round();

  private Server rated() {
    Server server = round.server(new Quota(0, RATE, 0, 0));
    server.open("web", "client at " + server.here());
    return server;
  }

  /** In one second, of a crowd at each. */
  private int letIn(Server... servers) {
    int in = 0;
    for (Server each : servers) {
      in += each.visitors(MANY);
    }
    round.second();
    return in;
  }

  @Test
  void serversThatAreBothCrowdedLetInTheLimitTogether() {
    Server one = rated();
    Server other = rated();
    round.seconds(2);

    assertThat(letIn(one, other)).as("what may come at once").isEqualTo(2 * RATE);
    for (int second = 0; second < 5; second++) {
      assertThat(letIn(one, other)).isBetween(RATE - 2, RATE + 2);
    }
  }

  @Test
  void oneHasWhatTheOtherDoesNotUse() {
    Server one = rated();
    Server other = rated();
    round.seconds(2);
    int unused = letIn(one) + letIn(one) + letIn(one);

    assertThat(letIn(one)).isBetween(RATE - 2, RATE + 2);

    for (int second = 0; second < 3; second++) {
      unused += other.visitors(RATE / 10) + letIn(one);
    }
    unused += other.visitors(RATE / 10);
    assertThat(letIn(one)).as("less by what the other uses").isBetween(RATE / 2, RATE - 2);
    assertThat(unused).isPositive();
  }

  @Test
  void oneThatComesToACrowdedAccountBeginsWithItsPartAndNobodyIsFarOff() {
    Server one = rated();
    round.seconds(2);
    int unused = letIn(one) + letIn(one);
    Server other = rated();
    round.second();
    unused += letIn(one, other);

    assertThat(letIn(one, other)).isLessThan(2 * RATE);
    unused += letIn(one, other) + letIn(one, other) + letIn(one, other);
    assertThat(letIn(one, other)).isBetween(RATE - 2, RATE * 11 / 10);
    assertThat(unused).isPositive();
  }

  @Test
  void bytesAreSharedTheSameWay() {
    Quota quota = new Quota(0, 0, 1_000_000, 500_000);
    Server one = round.server(quota);
    one.open("web", "a");
    Server other = round.server(quota);
    other.open("too", "b");

    round.seconds(2);

    assertThat(one.usage.up().orElseThrow().bytesPerSecond()).isEqualTo(500_000);
    assertThat(other.usage.down().orElseThrow().bytesPerSecond()).isEqualTo(250_000);
  }

  @Test
  void serverThatDoesNotHaveTheAccountTakesNoPart() {
    Server one = rated();
    Server other = round.server(new Quota(0, RATE, 0, 0));
    round.seconds(2);

    assertThat(letIn(one)).isEqualTo(2 * RATE);
    assertThat(letIn(one)).isBetween(RATE - 2, RATE + 2);
    assertThat(other.isAwake()).isFalse();
  }

  @Test
  void serverThatIsGoneIsForgottenAtOnceAndOneThatIsSilentAfterSomeSeconds() {
    Server one = rated();
    Server other = rated();
    Server third = rated();
    round.seconds(2);
    int unused = letIn(one, other, third);
    assertThat(letIn(one)).isBetween(RATE / 3 - 1, RATE / 3 + 1);

    round.leaves(third);
    unused += letIn(one, other) + letIn(one, other);
    other.manner = Manner.SILENT;
    unused += letIn(one);
    assertThat(letIn(one)).as("the other is remembered").isLessThan(RATE - 10);
    for (int second = 0; second < 10; second++) {
      unused += letIn(one);
    }
    assertThat(letIn(one)).isGreaterThanOrEqualTo(RATE - 2);
    assertThat(unused).isPositive();
  }

  @Test
  void olderServersAndNonsenseChangeNothing() {
    Server one = rated();
    round.server(new Quota(0, RATE, 0, 0)).manner = Manner.OLDER;
    Server mad = round.server(new Quota(0, RATE, 0, 0));
    mad.manner = Manner.MAD;
    String use = "{\"uses\":[{\"account\":\"ada\",\"connections\":%s,\"up\":0,\"down\":0}]}";

    for (String nonsense :
        List.of(
            "",
            "\0\1\2",
            "[]",
            "null",
            "{}",
            "{\"uses\":null}",
            "{\"uses\":[null,{},{\"account\":null}]}",
            "{\"uses\":[{\"account\":\"somebody else\",\"connections\":1}]}",
            use.formatted("-1"),
            use.formatted("1e300"),
            use.formatted("\"NaN\""),
            use.formatted("\"Infinity\""),
            use.formatted("\"many\""))) {
      mad.nonsense = nonsense;
      int unused = letIn(one);

      assertThat(letIn(one)).as(nonsense).isBetween(RATE - 1, 2 * RATE);
      assertThat(one.elsewhere("x")).as(nonsense).isZero();
      assertThat(unused).isPositive();
    }
    assertThat(one.isAwake()).isTrue();
  }

  @Test
  void nothingIsAskedOfAnAccountThatIsQuietAndNoTimeMeasuredWhenItIsGone() {
    Server one = rated();
    Server other = rated();
    round.seconds(15);
    round.questions();

    round.seconds(5);
    assertThat(round.questions()).as("it has tunnels, and is quiet").isZero();

    letIn(one);
    round.second();
    assertThat(round.questions()).as("and is not").isPositive();

    one.usage.tunnelClosed("web");
    other.usage.tunnelClosed("web");
    round.seconds(20);
    assertThat(one.isAwake()).isFalse();
    assertThat(other.isAwake()).isFalse();

    one.open("again", "a");
    assertThat(one.isAwake()).isTrue();
  }

  @Test
  void accountWithoutLimitsIsNotWatched() {
    Server one = round.server(new Quota(0, 0, 0, 0));
    one.open("web", "a");

    assertThat(one.visitors(MANY)).isEqualTo(MANY);
    assertThat(one.isAwake()).isFalse();
    assertThat(one.usage.tunnelsElsewhere("a")).isEmpty();
  }

  @Test
  void accountThatWasQuietHearsOfTheServerThatItHasComeTo() {
    Server one = rated();
    round.seconds(15);
    Server other = rated();
    round.seconds(3);

    assertThat(one.visitors(MANY) + other.visitors(MANY)).isEqualTo(2 * RATE);
  }
}
