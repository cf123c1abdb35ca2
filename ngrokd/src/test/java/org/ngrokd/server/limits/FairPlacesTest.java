package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.Seeds;
import org.ngrokd.server.limits.FairPlaces.Place;

class FairPlacesTest {
  private final List<String> told = new ArrayList<>();
  private final FairPlaces places =
      new FairPlaces(4, (holder, held) -> told.add(holder + " " + held));
  private final List<String> gaveUp = new ArrayList<>();

  private @Nullable Place take(String holder, String name) {
    return places.take(holder, () -> gaveUp.add(name));
  }

  private Place taken(String holder, String name) {
    return Objects.requireNonNull(take(holder, name));
  }

  @Test
  void holderOfMostGivesUpItsOldestUntilTheSharesAreEven() {
    for (String name : List.of("a1", "a2", "a3", "a4")) {
      taken("a", name);
    }

    taken("b", "b1");
    taken("b", "b2");

    assertThat(gaveUp).containsExactly("a1", "a2");
    assertThat(told).containsExactly("a 4", "a 3");
    assertThat(take("b", "b3")).as("both have two").isNull();
    assertThat(take("a", "a5")).isNull();
    taken("c", "c1");
    assertThat(gaveUp).hasSize(3);
    assertThat(places.taken()).isEqualTo(4);
  }

  @Test
  void placeInUseIsKeptAndTheNextBiggestIsAsked() {
    taken("a", "a1").busy(true);
    taken("a", "a2").busy(true);
    taken("b", "b1");
    taken("c", "c1").busy(true);

    taken("d", "d1");
    assertThat(gaveUp).containsExactly("b1");

    assertThat(take("a", "a3")).as("it has most itself").isNull();
  }

  @Test
  void placeThatIsNotInUseAnyMoreCanGo() {
    Place first = taken("a", "a1");
    first.busy(true);
    for (String name : List.of("a2", "a3", "a4")) {
      taken("a", name).busy(true);
    }
    assertThat(take("b", "b1")).isNull();

    first.busy(false);

    assertThat(take("b", "b1")).isNotNull();
    assertThat(gaveUp).containsExactly("a1");
  }

  @Test
  void placeIsGivenBackOnceHoweverItEnds() {
    Place place = taken("a", "a1");
    place.leave();
    place.leave();
    assertThat(places.taken()).isZero();

    Place lost = taken("a", "a2");
    taken("a", "a3");
    taken("a", "a4");
    taken("a", "a5");
    taken("b", "b1");
    assertThat(gaveUp).containsExactly("a2");
    lost.leave();
    lost.belongsTo("c");
    assertThat(places.taken()).isEqualTo(4);
  }

  @Test
  void roomIsMadeForWhoHasFewer() {
    taken("a", "a1");

    assertThat(places.makeRoom("a")).isFalse();
    assertThat(places.makeRoom("b")).isTrue();
    assertThat(gaveUp).containsExactly("a1");
    assertThat(places.taken()).isZero();
  }

  @Test
  void withoutALimitNobodyGoes() {
    FairPlaces any = new FairPlaces(0, (holder, held) -> told.add("told"));
    for (int i = 0; i < 1000; i++) {
      assertThat(any.take("a", () -> gaveUp.add("gone"))).isNotNull();
    }
    assertThat(gaveUp).isEmpty();
  }

  /** Whatever happens in which order: the numbers agree, and nobody below the most is refused. */
  @Test
  void anyOrderOfEventsKeepsTheNumbers() {
    Random random = Seeds.random();
    FairPlaces some = new FairPlaces(30, (holder, held) -> {});
    Map<Place, Integer> held = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      int holder = Math.min(random.nextInt(8), random.nextInt(8));
      if (random.nextInt(3) > 0) {
        boolean mayHave = held.size() < 30 || count(held, holder) < most(held);
        Place place = some.take(holder, () -> {});
        assertThat(place != null).isEqualTo(mayHave);
        held.keySet().removeIf(each -> !each.isTaken());
        if (place != null) {
          held.put(place, holder);
        }
      } else if (!held.isEmpty()) {
        Place leaving = held.keySet().iterator().next();
        leaving.leave();
        held.remove(leaving);
      }
      assertThat(some.taken()).isEqualTo(held.size());
    }
    List.copyOf(held.keySet()).forEach(Place::leave);
    assertThat(some.taken()).isZero();
  }

  private static long count(Map<Place, Integer> held, int holder) {
    return held.values().stream().filter(each -> each == holder).count();
  }

  private static long most(Map<Place, Integer> held) {
    return held.values().stream().mapToLong(each -> count(held, each)).max().orElse(0);
  }
}
