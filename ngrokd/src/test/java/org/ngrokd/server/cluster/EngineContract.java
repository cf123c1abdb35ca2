package org.ngrokd.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.EngineException;
import org.ngrokd.server.cluster.engine.Given;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.Life;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.engine.Wish;

/** What every engine has to do, tried with a real one whose processes are stopped and killed. */
abstract class EngineContract {
  /** etcd has no shorter ones than 2 s. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final AtomicInteger NUMBERS = new AtomicInteger(1);

  private final List<Engine> opened = new ArrayList<>();
  private Engine one;
  private Engine other;

  /** Opens the engine once more, as another server does. */
  abstract Engine open();

  /** Nothing of it runs, but its connections stay. */
  abstract void stop();

  abstract void goOn();

  /** Its processes are gone at once. */
  abstract void kill();

  /** They are started again. */
  abstract void restart();

  /** In how many transactions the node has got the names that it has. */
  abstract long transactions(NodeCard node);

  @BeforeEach
  void openTwice() {
    one = opened();
    other = opened();
  }

  private Engine opened() {
    Engine engine = open();
    opened.add(engine);
    return engine;
  }

  @AfterEach
  void close() {
    opened.forEach(Engine::close);
  }

  private static NodeCard card() {
    int number = NUMBERS.getAndIncrement();
    return new NodeCard(
        "%016x".formatted(0x1000L + number), "127.0.0.1:" + number, 0, false, "c:4443");
  }

  private static NodeCard joined(Engine engine, Duration lease) {
    NodeCard card = card();
    engine.join(card, lease).join();
    return card;
  }

  private static String newName() {
    return "http://n" + NUMBERS.getAndIncrement() + ".example";
  }

  private static OptionalLong claim(Engine engine, String name, String owner, NodeCard node) {
    return epoch(engine.claim(new Wish(name, name + ":80", owner, node.id())));
  }

  private static OptionalLong epoch(CompletableFuture<Optional<Given>> claim) {
    return claim.join().map(given -> OptionalLong.of(given.epoch())).orElse(OptionalLong.empty());
  }

  /** What was told. */
  private static final class Told implements Engine.Changes {
    final List<String> all = new ArrayList<>();
    final Set<String> names = new HashSet<>();

    private synchronized void add(String what) {
      all.add(what);
    }

    synchronized boolean has(String what) {
      return all.contains(what);
    }

    synchronized boolean toldOf(String name) {
      return names.contains(name);
    }

    @Override
    public synchronized void held(Held held) {
      names.add(held.name());
      add("held " + held.name() + " " + held.url() + " " + held.node() + " " + held.epoch());
    }

    @Override
    public void freed(String name) {
      add("freed " + name);
    }

    @Override
    public void came(String node) {
      add("came " + node);
    }

    @Override
    public void gone(String node) {
      add("gone " + node);
    }

    @Override
    public void missed() {
      add("missed");
    }

    @Override
    public void interrupted(String why) {
      add("interrupted");
    }

    @Override
    public void resumed() {
      add("resumed");
    }

    /** Whether all is told again after an interruption. */
    synchronized boolean isToldAgain() {
      List<String> since = all.subList(all.lastIndexOf("interrupted") + 1, all.size());
      return since.contains("missed") || since.contains("resumed");
    }
  }

  private static Told watching(Engine engine) {
    Told told = new Told();
    engine.watch(told);
    await().until(() -> told.has("missed"));
    return told;
  }

  @Test
  void ofTwoWhoClaimANameOneHasIt() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    List<String> names = new ArrayList<>();
    List<CompletableFuture<Optional<Given>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String name = newName();
      names.add(name);
      answers.add(one.claim(new Wish(name, name, "a", here.id())));
      answers.add(other.claim(new Wish(name, name, "b", there.id())));
    }

    answers.forEach(CompletableFuture::join);
    List<Held> held = one.locate(names).join();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      OptionalLong a = epoch(answers.get(2 * i));
      OptionalLong b = epoch(answers.get(2 * i + 1));
      assertThat(a.isPresent()).as(name).isNotEqualTo(b.isPresent());
      assertThat(held)
          .contains(
              new Held(
                  name,
                  name,
                  (a.isPresent() ? here : there).id(),
                  a.isPresent() ? a.getAsLong() : b.getAsLong()));
    }
  }

  @Test
  void ofManyWhoClaimAtTheSameTimeEachIsAnsweredForItself() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    NodeCard gone = joined(one, LONG);
    one.leave(gone.id()).join();
    String taken = newName();
    var unused = claim(other, taken, "somebody", there);

    List<String> names = new ArrayList<>();
    List<CompletableFuture<Optional<Given>>> free = new ArrayList<>();
    List<CompletableFuture<Optional<Given>>> refused = new ArrayList<>();
    List<CompletableFuture<Optional<Given>>> notYet = new ArrayList<>();
    List<CompletableFuture<Optional<Given>>> failed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = newName();
      names.add(name);
      free.add(one.claim(new Wish(name, name, "a", here.id())));
      if (i % 10 == 0) {
        refused.add(one.claim(new Wish(taken, taken, "a", here.id())));
        notYet.add(one.claim(new Wish(taken, taken, "somebody", here.id())));
        failed.add(one.claim(new Wish(newName(), name, "a", gone.id())));
      }
    }

    List<Held> held = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      long epoch = epoch(free.get(i)).orElseThrow();
      held.add(new Held(names.get(i), names.get(i), here.id(), epoch));
    }
    assertThat(one.locate(names).join()).containsExactlyInAnyOrderElementsOf(held);
    assertThat(refused).allSatisfy(each -> assertThat(each.join()).isEmpty());
    assertThat(notYet)
        .allSatisfy(
            each ->
                assertThatThrownBy(each::join)
                    .hasCauseInstanceOf(EngineException.class)
                    .hasMessageContaining("does not know it"));
    assertThat(failed)
        .allSatisfy(
            each -> assertThatThrownBy(each::join).hasCauseInstanceOf(EngineException.class));
  }

  @Test
  void thousandsWhoComeAtOnceGoTogetherAndAllAreToldOf() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    Told told = watching(other);
    List<String> names = new ArrayList<>();
    List<CompletableFuture<Optional<Given>>> claims = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) { // each server in an order of its own
      names.add(newName());
      names.add(newName());
      claims.add(claimed(one, names.get(2 * i), here));
      claims.add(claimed(other, names.get(2 * i + 1), there));
    }

    for (int i = 0; i < names.size(); i++) {
      assertThat(claims.get(i).join()).as(names.get(i)).isPresent();
    }
    assertThat(transactions(here)).isLessThan(300);
    await().untilAsserted(() -> assertThat(names).allMatch(told::toldOf));
  }

  private static CompletableFuture<Optional<Given>> claimed(
      Engine engine, String name, NodeCard node) {
    return engine.claim(new Wish(name, name, "a", node.id()));
  }

  @Test
  void epochOfANameGrowsWithEachClaim() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    String name = newName();
    long before = 0;
    for (int i = 0; i < 10; i++) {
      boolean isHere = i % 2 == 0;
      Engine engine = isHere ? one : other;
      OptionalLong epoch = claim(engine, name, "owner" + i, isHere ? here : there);
      assertThat(epoch).isPresent();
      assertThat(epoch.getAsLong()).isGreaterThan(before);
      before = epoch.getAsLong();
      engine.release(name, before).join();
    }
    assertThat(one.locate(List.of(name)).join()).isEmpty();
  }

  private static List<Life> renewed(Engine engine, NodeCard node, Duration lease) {
    return engine.renew(node, Set.of(node.id()), lease).join();
  }

  private static Life late(Engine engine, NodeCard by, NodeCard other) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> seen(engine, by, other, SHORT), found -> found.filter(Life::isLate).isPresent())
        .orElseThrow();
  }

  private static Optional<Life> seen(Engine engine, NodeCard by, NodeCard other, Duration lease) {
    return renewed(engine, by, lease).stream()
        .filter(life -> life.id().equals(other.id()))
        .findFirst();
  }

  @Test
  void nameOfANodeThatIsBuriedIsFreeAndTheNodeDoesNotComeBack() {
    NodeCard here = joined(one, SHORT);
    NodeCard there = joined(other, SHORT);
    String name = newName();
    long before = claim(one, name, "a", here).getAsLong();
    assertThat(claim(other, name, "b", there)).isEmpty();

    Life dead = late(other, there, here);
    assertThat(claim(other, name, "b", there)).as("nobody has buried it").isEmpty();
    other.bury(dead).join();

    assertThat(claim(other, name, "b", there)).isPresent();
    assertThat(renewed(one, here, SHORT)).isEmpty();
    assertThat(renewed(other, there, SHORT)).extracting(Life::id).doesNotContain(here.id());
    List<Held> held = one.locate(List.of(name)).join();
    assertThat(held).extracting(Held::node).containsExactly(there.id());
    assertThat(held.get(0).epoch()).isGreaterThan(before);
    assertThatThrownBy(() -> claim(one, newName(), "a", here))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(EngineException.class);
  }

  @Test
  void nodeThatIsLateGoesOnIfNobodyHasBuriedItAndIsNotBuriedByWhoSawItBefore() {
    NodeCard here = joined(one, SHORT);
    NodeCard there = joined(other, SHORT);
    String name = newName();
    long epoch = claim(one, name, "a", here).getAsLong();

    Life dead = late(other, there, here);
    assertThat(renewed(one, here, SHORT)).extracting(Life::id).contains(here.id());
    other.bury(dead).join();

    assertThat(renewed(one, here, SHORT)).extracting(Life::id).contains(here.id());
    assertThat(one.locate(List.of(name)).join()).extracting(Held::epoch).containsExactly(epoch);
    assertThat(claim(other, name, "b", there)).isEmpty();
    assertThat(seen(other, there, here, SHORT).orElseThrow().isLate()).isFalse();
  }

  @Test
  void nodeThatRenewsIsNotLateAndKeepsItsNames() {
    NodeCard here = joined(one, SHORT);
    NodeCard there = joined(other, SHORT);
    String name = newName();
    claim(one, name, "a", here);
    long until = System.nanoTime() + SHORT.multipliedBy(3).toNanos();

    while (System.nanoTime() < until) {
      assertThat(renewed(one, here, SHORT)).extracting(Life::id).contains(here.id());
      assertThat(seen(other, there, here, SHORT).orElseThrow().isLate()).isFalse();
      assertThat(claim(other, name, "b", there)).isEmpty();
    }
  }

  @Test
  void ofWhomANodeKnowsIsSaid() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    assertThat(seen(other, there, here, LONG).orElseThrow().knows()).isEmpty();

    List<Life> unused = one.renew(here, Set.of(here.id(), there.id()), LONG).join();

    Life found = seen(other, there, here, LONG).orElseThrow();
    assertThat(found.knows()).containsExactlyInAnyOrder(here.id(), there.id());
    assertThat(found.card()).isEqualTo(here);
  }

  @Test
  void ownerTakesItsNameOverFromANodeThatKnowsOfTheOtherOnly() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    String name = newName();
    claim(one, name, "a", here);

    assertThatThrownBy(() -> claim(other, name, "a", there))
        .hasCauseInstanceOf(EngineException.class)
        .hasMessageContaining("does not know it");
    assertThat(claim(other, name, "b", there)).isEmpty();
    knowEachOther(here, there);

    assertThat(claim(other, name, "a", there)).isPresent();
  }

  @Test
  void ownerTakesItsNameOverFromWhoWasAtTheSameAddress() {
    NodeCard here = joined(one, LONG);
    NodeCard again = new NodeCard(card().id(), here.address(), 0, false);
    other.join(again, LONG).join();
    String name = newName();
    claim(one, name, "a", here);

    assertThat(claim(other, name, "a", again)).isPresent();
  }

  private void knowEachOther(NodeCard here, NodeCard there) {
    Set<String> both = Set.of(here.id(), there.id());
    one.renew(here, both, LONG).join();
    other.renew(there, both, LONG).join();
  }

  @Test
  void ownerTakesItsNameOverAtOnce() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    knowEachOther(here, there);
    String name = newName();
    long before = claim(one, name, "a", here).getAsLong();

    OptionalLong after = claim(other, name, "a", there);

    assertThat(after).isPresent();
    assertThat(after.getAsLong()).isGreaterThan(before);
    one.release(name, before).join(); // of one who has not heard of it
    assertThat(one.locate(List.of(name)).join())
        .containsExactly(new Held(name, name + ":80", there.id(), after.getAsLong()));
  }

  @Test
  void whoeverTakesANameOverIsToldFromWhomWhileThatOneLives() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    knowEachOther(here, there);
    List<String> names = List.of(newName(), newName());
    names.forEach(name -> assertThat(takenFrom(one, name, here)).isEmpty());

    assertThat(takenFrom(other, names.get(0), there)).contains(here.id());
    one.leave(here.id()).join();
    assertThat(takenFrom(other, names.get(1), there)).isEmpty();
    assertThat(takenFrom(other, names.get(0), there)).isEmpty();
  }

  private static Optional<String> takenFrom(Engine engine, String name, NodeCard node) {
    return engine.claim(new Wish(name, name, "a", node.id())).join().orElseThrow().takenFrom();
  }

  @Test
  void namesOfANodeThatLeavesAreFree() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    String name = newName();
    claim(one, name, "a", here);

    one.leave(here.id()).join();

    assertThat(claim(other, name, "b", there)).isPresent();
    assertThat(one.nodes().join()).extracting(NodeCard::id).doesNotContain(here.id());
  }

  @Test
  void nodesAreKnownWithTheirLoad() {
    NodeCard here = joined(one, LONG);
    NodeCard later = new NodeCard(here.id(), here.address(), 7, true, here.clientAddr());

    assertThat(renewed(one, later, LONG)).extracting(Life::card).contains(later);

    await().untilAsserted(() -> assertThat(other.nodes().join()).contains(later));
  }

  @Test
  void valueIsKeptOnceForAll() {
    String what = "what" + NUMBERS.getAndIncrement();

    CompletableFuture<String> a = one.keep(what, "a");
    CompletableFuture<String> b = other.keep(what, "b");

    assertThat(a.join()).isEqualTo(b.join()).isIn("a", "b");
    assertThat(one.keep(what, "c").join()).isEqualTo(a.join());
  }

  @Test
  void whatIsRememberedIsTheLastOfAll() {
    String name = newName();
    String second = newName();

    assertThat(other.recall(List.of(name, second)).join()).isEmpty();
    one.remember(Map.of(name, "a", second, "b")).join();
    assertThat(other.recall(List.of(name, second, newName())).join())
        .isEqualTo(Map.of(name, "a", second, "b"));
    other.remember(Map.of(name, "c")).join();
    assertThat(one.recall(List.of(name, second)).join()).isEqualTo(Map.of(name, "c", second, "b"));
  }

  @Test
  void namesAreListedByTheirBeginning() {
    NodeCard here = joined(one, LONG);
    String port = "tcp://a.example:" + NUMBERS.getAndIncrement();
    claim(one, port, "a", here);
    claim(one, newName(), "a", here);

    assertThat(other.list("tcp://").join()).extracting(Held::name).contains(port);
    assertThat(other.list("tcp://").join())
        .extracting(Held::name)
        .allMatch(name -> name.startsWith("tcp://"));
  }

  @Test
  void changesAreTold() {
    NodeCard here = joined(one, LONG);
    String name = newName();
    Told told = watching(other);

    NodeCard came = joined(one, LONG);
    await().until(() -> told.has("came " + came.id()));

    long epoch = claim(one, name, "a", here).getAsLong();
    await().until(() -> told.has("held " + name + " " + name + ":80 " + here.id() + " " + epoch));

    one.release(name, epoch).join();
    await().until(() -> told.has("freed " + name));

    one.leave(here.id()).join();
    await().until(() -> told.has("gone " + here.id()));
  }

  @Test
  void whatIsStoppedDoesNotAnswerAndIsThereAgainWhenItGoesOn() {
    NodeCard here = joined(one, LONG);
    String name = newName();
    long epoch = claim(one, name, "a", here).getAsLong();
    Told told = watching(other);
    stop();
    try {
      long asked = System.nanoTime();
      assertThatThrownBy(() -> one.locate(List.of(name)).join())
          .hasCauseInstanceOf(EngineException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
    } finally {
      goOn();
    }

    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> renewed(here));
    assertThat(one.locate(List.of(name)).join()).extracting(Held::epoch).containsExactly(epoch);
    String later = newName();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              long claimed = claim(one, later, "a", here).getAsLong();
              await().atMost(Duration.ofSeconds(3)).until(() -> told.toldOf(later));
              assertThat(claimed).isGreaterThan(epoch);
            });
  }

  private boolean renewed(NodeCard node) {
    return !renewed(one, node, LONG).isEmpty();
  }

  @Test
  void whatIsKilledAndStartedAgainKnowsWhoHasWhat() {
    NodeCard here = joined(one, LONG);
    NodeCard there = joined(other, LONG);
    knowEachOther(here, there);
    String name = newName();
    long epoch = claim(one, name, "a", here).getAsLong();
    Told told = watching(other);

    kill();
    assertThatThrownBy(() -> one.locate(List.of(name)).join())
        .hasCauseInstanceOf(EngineException.class);
    await().atMost(Duration.ofSeconds(30)).until(() -> told.has("interrupted"));
    assertThat(told.isToldAgain()).isFalse();
    restart();

    await().atMost(Duration.ofSeconds(40)).until(told::isToldAgain);
    await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(() -> renewed(here));
    assertThat(claim(other, name, "b", there)).isEmpty();
    knowEachOther(here, there);
    OptionalLong taken = claim(other, name, "a", there);
    assertThat(taken).isPresent();
    assertThat(taken.getAsLong()).isGreaterThan(epoch);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              String later = newName();
              claim(one, later, "a", here);
              await().atMost(Duration.ofSeconds(2)).until(() -> told.toldOf(later));
              return true;
            });
  }
}
