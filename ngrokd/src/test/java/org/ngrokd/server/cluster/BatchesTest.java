package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Batches;
import org.ngrokd.server.cluster.engine.Batches.Asked;
import org.ngrokd.server.cluster.engine.EngineException;

/** What comes while others are asked for goes together into the next, and each has its answer. */
class BatchesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<List<Asked<Integer, String>>> asked = new ArrayList<>();
  private final List<CompletableFuture<Boolean>> ends = new ArrayList<>();

  private Batches<Integer, String> batches(
      int atOnce, int underWay, int waiting, Duration longest) {
    return new Batches<>(
        new Batches.Limits(atOnce, underWay, waiting, longest),
        this::ask,
        () -> new EngineException("it does not keep up"));
  }

  private CompletableFuture<Boolean> ask(List<Asked<Integer, String>> batch) {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    asked.add(batch);
    ends.add(end);
    return end;
  }

  private void answer(int number) {
    asked.get(number).forEach(each -> each.answer().complete("is " + each.question()));
    ends.get(number).complete(true);
  }

  private List<Integer> questions(int number) {
    return asked.get(number).stream().map(Asked::question).toList();
  }

  private static List<CompletableFuture<String>> ask(Batches<Integer, String> of, int many) {
    return IntStream.range(0, many).mapToObj(each -> of.ask(each, each)).toList();
  }

  @Test
  void firstGoesAloneAndWhatComesMeanwhileTogether() {
    List<CompletableFuture<String>> answers = ask(batches(3, 1, 100, LONG), 6);
    assertThat(asked).hasSize(1);

    answer(0);
    answer(1);
    answer(2);

    assertThat(questions(0)).containsExactly(0);
    assertThat(questions(1)).containsExactly(1, 2, 3);
    assertThat(questions(2)).containsExactly(4, 5);
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i)).isCompletedWithValue("is " + i);
    }
  }

  @Test
  void oneThatWaitsDoesNotHoldUpTheOthers() {
    List<CompletableFuture<String>> answers = ask(batches(2, 2, 100, LONG), 5);

    answer(1);
    answer(2);

    assertThat(answers.get(0)).isNotDone();
    assertThat(answers.subList(1, 4)).allMatch(CompletableFuture::isDone);
    assertThat(questions(3)).containsExactly(4);
  }

  @Test
  void sameKeyIsNeverTwiceInOne() {
    Batches<Integer, String> batches = batches(10, 1, 100, LONG);
    List<CompletableFuture<String>> answers =
        List.of(
            batches.ask(0, "a"),
            batches.ask(1, "b"),
            batches.ask(2, "b"),
            batches.ask(3, "c"),
            batches.ask(4, "b"));

    for (int i = 0; i < 4; i++) {
      answer(i);
    }

    assertThat(questions(1)).containsExactly(1, 3);
    assertThat(questions(2)).containsExactly(2);
    assertThat(questions(3)).containsExactly(4);
    assertThat(answers).allMatch(CompletableFuture::isDone);
  }

  @Test
  void moreThanMayWaitAreRefused() {
    List<CompletableFuture<String>> answers = ask(batches(2, 1, 3, LONG), 5);

    assertThatThrownBy(answers.get(4)::join)
        .hasCauseInstanceOf(EngineException.class)
        .hasMessageContaining("does not keep up");
    assertThat(answers.subList(0, 4)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void whatHasWaitedTooLongIsNotAskedFor() {
    List<CompletableFuture<String>> answers = ask(batches(2, 1, 10, Duration.ofMillis(50)), 3);

    answers.forEach(
        each -> assertThatThrownBy(each::join).hasCauseInstanceOf(TimeoutException.class));
    answer(0);

    assertThat(asked).hasSize(1);
  }

  @Test
  void whatFailsFailsThoseThatWereAskedForAndNobodyElse() {
    List<CompletableFuture<String>> answers = ask(batches(2, 1, 10, LONG), 5);
    answer(0);

    boolean unused = ends.get(1).completeExceptionally(new EngineException("it is away"));
    answer(2);

    assertThat(answers.subList(1, 3))
        .allSatisfy(each -> assertThatThrownBy(each::join).hasMessageContaining("it is away"));
    assertThat(answers.get(3)).isCompletedWithValue("is 3");
    assertThat(answers.get(4)).isCompletedWithValue("is 4");
  }

  @Test
  void whatIsNotAnsweredFails() {
    CompletableFuture<String> answer = batches(2, 1, 10, LONG).ask(1, 1);

    ends.get(0).complete(true);

    assertThatThrownBy(answer::join).hasMessageContaining("it was not answered");
  }
}
