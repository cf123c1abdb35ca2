package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

class StoreTest {
  /** As long as any test may take. */
  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @EveryStore
  void ofATransactionThatFailsNothingIsKept(TestDatabase database) {
    Store store = database.store();

    assertThatThrownBy(
            () ->
                store.now(
                    tables -> {
                      tables.accounts().add(Samples.account("alice"));
                      tables.audit().add(Samples.line("added"));
                      throw new IllegalArgumentException("refused");
                    }))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("refused");

    int count = store.now(tables -> tables.accounts().count());
    assertThat(count).isZero();
    List<AuditRow> lines = store.now(tables -> tables.audit().from(0, 9));
    assertThat(lines).isEmpty();
  }

  @EveryStore
  void eachQuestionIsTimedAndTheQuestionsOwnFailuresAreAnswers(TestDatabase database) {
    Store store = database.store();
    long before = Arrays.stream(store.calls().times().counts()).sum();

    int unused = store.now(tables -> tables.accounts().count());
    assertThatThrownBy(
            () ->
                store.now(
                    tables -> {
                      throw new IllegalArgumentException("refused");
                    }))
        .isExactlyInstanceOf(IllegalArgumentException.class);

    assertThat(Arrays.stream(store.calls().times().counts()).sum()).isEqualTo(before + 2);
    assertThat(store.calls().failures()).isZero();
  }

  @EveryStore
  void aChangeIsCountedOnceForATransactionAndOnlyThen(TestDatabase database) {
    Store store = database.store();
    long before = store.now(tables -> tables.own().changes());

    Samples.add(store, "alice", "bob");
    boolean unused =
        store.now(
            tables -> {
              tables.accounts().rememberPort(Samples.id("alice"), 2000);
              tables.sessions().add(Samples.session("s", "alice"));
              return tables.tokens().remove("none", Samples.id("alice"));
            });

    long after = store.now(tables -> tables.own().changes());
    assertThat(after).isEqualTo(before + 1);
  }

  @EveryStore
  void anotherProcessSeesWhatIsThereAndThatItChanged(TestDatabase database) {
    Store server = database.store();
    Store command = database.another();
    long before = server.now(tables -> tables.own().changes());

    Samples.add(command, "alice");

    long after = server.now(tables -> tables.own().changes());
    assertThat(after).isGreaterThan(before);
    int count = server.now(tables -> tables.accounts().count());
    assertThat(count).isEqualTo(1);
  }

  /** Both see that the name is free, and both take it. */
  @EveryStore
  void ofTwoWhoTakeTheSameAtTheSameTimeTheSecondLooksAgain(TestDatabase database) {
    Store one = database.store();
    Store two = database.another();
    CountDownLatch bothHaveLooked = new CountDownLatch(2);
    AtomicInteger looks = new AtomicInteger();

    List<CompletableFuture<String>> added = new ArrayList<>();
    for (Store store : List.of(one, two)) {
      added.add(
          store.later(
              tables -> {
                boolean isFree = tables.accounts().withSubdomain("alice").isEmpty();
                looks.incrementAndGet();
                if (bothHaveLooked.getCount() > 0) {
                  bothHaveLooked.countDown();
                  await(bothHaveLooked);
                }
                String name = isFree ? "alice" : "alice-2";
                tables.accounts().add(Samples.account(name));
                return name;
              }));
    }

    assertThat(added)
        .extracting(CompletableFuture::join)
        .containsExactlyInAnyOrder("alice", "alice-2");
    assertThat(looks).hasValue(3);
  }

  @EveryStore
  void whoeverWantsToBeAloneWaitsForTheOther(TestDatabase database) {
    Store one = database.store();
    Store two = database.another();
    Samples.add(one, "alice", "bob");
    CountDownLatch others = new CountDownLatch(1);

    CompletableFuture<Boolean> second =
        one.now(
            tables -> {
              tables.own().alone();
              CompletableFuture<Boolean> other =
                  two.later(same -> removedUnlessLast(same, "bob", others));
              assertThat(hasCounted(others)).isFalse();
              removedUnlessLast(tables, "alice", new CountDownLatch(1));
              return other;
            });

    assertThat(second.join()).isFalse();
    int left = one.now(tables -> tables.accounts().count());
    assertThat(left).isEqualTo(1);
  }

  private static boolean removedUnlessLast(Tables tables, String name, CountDownLatch counted) {
    tables.own().alone();
    boolean isLast = tables.accounts().count() == 1;
    counted.countDown();
    if (!isLast) {
      tables.accounts().remove(Samples.id(name));
    }
    return !isLast;
  }

  /** Time enough for one that does not wait. */
  private static boolean hasCounted(CountDownLatch counted) {
    try {
      return counted.await(300, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @EveryStore
  void whoAsksLaterIsNotHeldUpAndNotPutOffForEver(TestDatabase database) {
    Store store = database.store();
    CountDownLatch busy = new CountDownLatch(1);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();

    for (int question = 0; question < 3_000; question++) {
      answers.add(
          store.later(
              tables -> {
                await(busy);
                return 1;
              }));
    }

    List<CompletableFuture<Integer>> refused =
        answers.stream().filter(CompletableFuture::isCompletedExceptionally).toList();
    assertThat(refused).hasSizeBetween(900, 1_000);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> refused.get(0).join())
        .withCauseExactlyInstanceOf(StoreException.class)
        .withMessageContaining("does not keep up");
    answers.forEach(answer -> answer.cancel(false));
    busy.countDown();
  }

  @EveryStore
  void aClosedStoreRefuses(TestDatabase database) {
    Store store = database.store();
    store.close();

    assertThat(store.later(tables -> 1)).isCompletedExceptionally();
  }
}
