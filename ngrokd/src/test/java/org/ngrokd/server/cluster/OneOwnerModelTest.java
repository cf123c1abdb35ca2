package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.server.cluster.VirtualWorld.Rule;
import org.ngrokd.server.testing.CapturedLog;

/**
 * A name is never served by two for longer than the lease, nor at all for two clients, whatever
 * fails; and without a rule it is, where random numbers find that. More worlds with {@code
 * -Dworlds=100000}.
 */
class OneOwnerModelTest {
  private static final int WORLDS = Integer.getInteger("worlds", 150);

  /** Each rule is needed in one of so many. */
  private static final int ENOUGH = Integer.getInteger("enough", 8_000);

  private static final long LENGTH = Duration.ofMinutes(4).toNanos();

  private CapturedLog log;

  @BeforeEach
  void silence() {
    log = CapturedLog.at(Level.OFF);
  }

  @AfterEach
  void speak() {
    log.close();
  }

  private static VirtualWorld lived(long seed, Set<Rule> without) {
    VirtualWorld world = new VirtualWorld(seed, without);
    world.run(LENGTH);
    return world;
  }

  @Test
  void nameIsNeverServedByTwoForLongerThanTheLease() {
    long wentOn = 0;
    long first = Long.getLong("first", 0);
    for (long seed = first; seed < first + WORLDS; seed++) {
      VirtualWorld world = lived(seed, EnumSet.noneOf(Rule.class));
      assertThat(world.wrong).as("world " + seed).isEmpty();
      wentOn += world.wentOn;
    }
    assertThat(wentOn).as("moments at which one was served without the engine").isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = Rule.class,
      names = {
        "ALL_AGREE",
        "WORD_IS_KEPT",
        "NEWS_WITH_THE_WORD",
        "TAKEN_BY_THE_KNOWN",
        "LET_GO_FIRST"
      })
  void withoutThatRuleItIs(Rule rule) {
    Optional<String> wrong = Optional.empty();
    for (long seed = 0; seed < ENOUGH && wrong.isEmpty(); seed++) {
      wrong = lived(seed, EnumSet.of(rule)).wrong;
    }
    assertThat(wrong).as(rule.name()).isPresent();
  }
}
