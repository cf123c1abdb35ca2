package org.ngrokd.server.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.check.Event.Claimed;
import org.ngrokd.server.cluster.check.Event.Freed;
import org.ngrokd.server.cluster.check.Event.Had;
import org.ngrokd.server.cluster.check.Event.Lived;
import org.ngrokd.server.cluster.check.Event.Outcome;
import org.ngrokd.server.cluster.check.Event.Visited;

/** Histories that may be, and some that may not. Times are seconds. */
class CheckerTest {
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final List<Event> history =
      new ArrayList<>(List.of(new Lived("life1", 1), new Lived("life2", 2)));

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }

  private void claim(int serial, String owner, int node, double begin, double end) {
    history.add(new Claimed(serial, owner, "a", node, nanos(begin), nanos(end), Outcome.GRANTED));
  }

  private void had(String owner, int node, long epoch, double notBefore, double notAfter) {
    history.add(new Had("a", owner, "life" + node, epoch, nanos(notBefore), nanos(notAfter)));
  }

  private void freed(double notBefore, double notAfter) {
    history.add(new Freed("a", nanos(notBefore), nanos(notAfter)));
  }

  private void visit(int serial, double begin, double end) {
    history.add(new Visited("a", 3, nanos(begin), nanos(end), 200, serial));
  }

  private List<String> violations() {
    return Checker.check(history, LEASE).violations();
  }

  /** Ada has the name from 1 s, and Bob, at another node, from 6 s. */
  private void adaAndThenBob() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    freed(4, 5);
    claim(2, "bob", 2, 6, 6.2);
    had("bob", 2, 8, 6, 6.2);
  }

  @Test
  void visitorsOfOneOwnerAfterTheOtherAreRight() {
    adaAndThenBob();
    visit(1, 2, 3);
    visit(2, 7, 8);

    assertThat(violations()).isEmpty();
  }

  @Test
  void visitThatBeganBeforeTheEndMayBeAnsweredMuchLater() {
    adaAndThenBob();
    visit(2, 7, 8);
    visit(1, 4.5, 30);

    assertThat(violations()).isEmpty();
  }

  @Test
  void olderOwnerIsNotReachedAfterANewerOneAnswered() {
    adaAndThenBob();
    visit(2, 7, 8);
    visit(1, 8.1, 8.2);

    assertThat(violations())
        .singleElement()
        .asString()
        .contains("the visit to node 3 from 8.100", "answered by claim 1", "claim 2");
  }

  /** The engine is seen to say so much later: visitors know better. */
  @Test
  void whatVisitorsSawIsSharperThanWhatTheEngineWasSeenToSay() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    history.add(new Claimed(2, "bob", "a", 2, nanos(6), nanos(9), Outcome.GRANTED));
    freed(4, 20);
    had("bob", 2, 8, 4, 20);
    visit(2, 7, 7.5);
    visit(1, 7.4, 7.6);
    assertThat(violations()).isEmpty();

    visit(1, 7.51, 7.6);
    assertThat(violations()).hasSize(1);
  }

  @Test
  void ownerThatHasGivenItBackServesNobody() {
    adaAndThenBob();
    visit(1, 5.1, 5.2);

    assertThat(violations()).singleElement().asString().contains("answered by claim 1");
  }

  @Test
  void olderConnectionOfTheSameClientMayServeForALease() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    claim(2, "ada", 2, 6, 6.2);
    had("ada", 2, 8, 6, 6.2);
    visit(2, 7, 8);
    visit(1, 15, 15.1);
    Verdict verdict = Checker.check(history, LEASE);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.older()).isOne();
    assertThat(verdict.longestOlder()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(9));

    visit(1, 16.3, 16.4);
    assertThat(violations()).hasSize(1);
  }

  /** The client has given it back, but not where its older connection is. */
  @Test
  void olderConnectionDoesNotServeWhenTheNameIsAnotherClients() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    claim(2, "ada", 2, 2, 2.2);
    had("ada", 2, 8, 2, 2.2);
    freed(3, 3.1);
    claim(3, "bob", 2, 4, 4.1);
    had("bob", 2, 9, 4, 4.1);
    visit(1, 5, 5.1);

    assertThat(violations()).singleElement().asString().contains("claim 3 had the name");
  }

  @Test
  void deathOfANodeEndsWhatItHad() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    history.add(new Event.Died("life1", nanos(4), nanos(5)));
    claim(2, "bob", 2, 6, 6.2);
    had("bob", 2, 8, 6, 6.2);
    assertThat(violations()).isEmpty();

    visit(1, 5.1, 5.2);
    assertThat(violations()).singleElement().asString().contains("answered by claim 1");
  }

  @Test
  void nodeMayHaveTheNameAnewForAClientThatDidNothing() {
    adaAndThenBob();
    freed(10, 10.1);
    had("ada", 1, 9, 11, 11.1);
    visit(2, 9, 9.1);
    visit(1, 12, 12.1);

    assertThat(violations()).isEmpty();
  }

  @Test
  void epochsThatDoNotGrowAreSeen() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    freed(4, 5);
    claim(2, "bob", 2, 6, 6.2);
    had("bob", 2, 5, 6, 6.2);

    assertThat(violations()).containsExactly("a: epoch 5 came after 5");
  }

  @Test
  void secondOwnerBesideTheFirstIsSeen() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    claim(2, "bob", 2, 6, 6.2);
    had("bob", 2, 8, 6, 6.2);

    assertThat(violations())
        .containsExactly("a: epoch 8 was given to another client while 5 lasted");
  }

  @Test
  void claimThatWasGrantedButNotByTheEngineIsSeen() {
    claim(1, "ada", 1, 1, 1.2);
    had("ada", 1, 5, 1, 1.2);
    claim(2, "bob", 2, 2, 2.2);

    assertThat(violations())
        .containsExactly(
            "a: claim 2 was granted at node 2 by 2.200 s, and the engine never gave it");
  }

  @Test
  void answerByOneWhoNeverHadTheNameIsSeen() {
    adaAndThenBob();
    history.add(new Claimed(3, "eve", "a", 2, nanos(2), nanos(3), Outcome.UNKNOWN));
    visit(3, 7, 8);

    assertThat(violations()).singleElement().asString().contains("which never had the name");
  }

  @Test
  void eventsAreTheSameBehindTheirLines() {
    adaAndThenBob();
    visit(1, 2, 3);
    history.add(new Event.Left(1, 7));
    history.add(new Event.Died("life1", 1, 2));
    history.add(new Event.Fault("node killed", "node 1", 1, 2));

    assertThat(history.stream().map(Event::line).map(Event::of)).isEqualTo(history);
  }
}
