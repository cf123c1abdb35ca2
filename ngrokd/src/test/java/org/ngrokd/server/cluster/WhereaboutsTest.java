package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;

/** What a server remembers of where names are. */
class WhereaboutsTest {
  private static final Held WWW = new Held("http://www", "http://www:80", "a", 7);
  private static final Held LATER = new Held("http://www", "http://www:80", "b", 8);

  private final SlowEngine engine = new SlowEngine();
  private long now;
  private final Whereabouts whereabouts = new Whereabouts(engine, () -> now);

  private record Question(Set<String> names, CompletableFuture<List<Held>> answer) {}

  /** Answers when it is told to, and to nothing but where names are. */
  private static final class SlowEngine implements Engine {
    final Queue<Question> asked = new ArrayDeque<>();

    @Override
    public CompletableFuture<List<Held>> locate(Collection<String> names) {
      Question question = new Question(Set.copyOf(names), new CompletableFuture<>());
      asked.add(question);
      return question.answer();
    }

    private static <T> CompletableFuture<T> nobody() {
      return CompletableFuture.failedFuture(new EngineException("not here"));
    }

    @Override
    public CompletableFuture<Void> join(NodeCard node, Duration lease) {
      return nobody();
    }

    @Override
    public CompletableFuture<List<Life>> renew(NodeCard node, Set<String> knows, Duration lease) {
      return nobody();
    }

    @Override
    public CompletableFuture<Void> bury(Life seen) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> leave(String node) {
      return nobody();
    }

    @Override
    public CompletableFuture<Optional<Given>> claim(Wish wish) {
      return nobody();
    }

    @Override
    public CompletableFuture<Void> release(String name, long epoch) {
      return nobody();
    }

    @Override
    public CompletableFuture<List<Held>> list(String beginning) {
      return nobody();
    }

    @Override
    public CompletableFuture<List<NodeCard>> nodes() {
      return nobody();
    }

    @Override
    public CompletableFuture<String> keep(String what, String value) {
      return nobody();
    }

    @Override
    public CompletableFuture<Void> remember(Map<String, String> values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Map<String, String>> recall(Collection<String> names) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void watch(Changes changes) {}

    @Override
    public void close() {}
  }

  private void answer(Held... held) {
    engine.asked.remove().answer().complete(List.of(held));
  }

  private void know(Held held) {
    var unused = whereabouts.ask(held.name());
    answer(held);
  }

  @Test
  void whatIsAskedWhileAQuestionIsUnderWayGoesTogetherIntoTheNext() {
    CompletableFuture<Void> first = whereabouts.ask("http://a");
    CompletableFuture<Void> second = whereabouts.ask("http://b");
    CompletableFuture<Void> third = whereabouts.ask("http://c");
    assertThat(engine.asked).extracting(Question::names).containsExactly(Set.of("http://a"));

    answer();
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    assertThat(engine.asked)
        .extracting(Question::names)
        .containsExactly(Set.of("http://b", "http://c"));
    answer();
    assertThat(third).isCompleted();
  }

  @Test
  void thatNobodyHasANameHoldsForASecond() {
    var unused = whereabouts.ask("http://www");
    answer();
    assertThat(whereabouts.isKnown("http://www")).isTrue();
    assertThat(whereabouts.find("http://www")).isEmpty();

    now += Duration.ofSeconds(1).toNanos();
    assertThat(whereabouts.isKnown("http://www")).isFalse();
  }

  @Test
  void changesAreTakenUp() {
    know(WWW);
    whereabouts.held(LATER);
    assertThat(whereabouts.find("http://www")).contains(LATER);

    whereabouts.held(WWW); // it comes late
    assertThat(whereabouts.find("http://www")).contains(LATER);

    whereabouts.gone("a");
    assertThat(whereabouts.find("http://www")).contains(LATER);
    whereabouts.gone("b");
    assertThat(whereabouts.find("http://www")).isEmpty();
  }

  @Test
  void answerThatIsOlderThanAChangeIsNotBelieved() {
    var unused = whereabouts.ask("http://www");
    whereabouts.freed("http://www");
    answer(WWW);

    assertThat(whereabouts.find("http://www")).isEmpty();
    assertThat(whereabouts.isKnown("http://www")).isFalse();
  }

  @Test
  void whoGetsANameWhileItIsAskedForHasIt() {
    var unused = whereabouts.ask("http://www");
    whereabouts.held(LATER);
    answer();
    assertThat(whereabouts.find("http://www")).contains(LATER);

    unused = whereabouts.ask("http://www");
    whereabouts.held(WWW); // it comes late
    answer(LATER);
    assertThat(whereabouts.find("http://www")).contains(LATER);
  }

  @Test
  void whatWasKnownIsStillKnownWhenNobodyAnswers() {
    know(WWW);
    now += Duration.ofMinutes(5).toNanos();
    CompletableFuture<Void> asked = whereabouts.ask("http://www");

    engine.asked.remove().answer().completeExceptionally(new EngineException("away"));

    assertThat(asked).isCompleted();
    assertThat(whereabouts.find("http://www")).contains(WWW);
    assertThat(whereabouts.isKnown("http://www")).isFalse();
  }

  @Test
  void whatWasWrongIsForgottenButNotWhatCameSince() {
    know(WWW);
    whereabouts.held(LATER);
    whereabouts.forget(WWW);
    assertThat(whereabouts.find("http://www")).contains(LATER);
    whereabouts.forget(LATER);
    assertThat(whereabouts.find("http://www")).isEmpty();
  }

  @Test
  void whoAsksForMoreNamesThanCanWaitHearsThatNobodyHasThem() {
    for (int i = 0; i < 20_001; i++) {
      var unused = whereabouts.ask("http://n" + i);
    }
    assertThat(whereabouts.ask("http://one-too-many")).isCompleted();
    assertThat(engine.asked).hasSize(1);
  }
}
