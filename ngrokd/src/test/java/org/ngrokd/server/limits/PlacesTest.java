package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.limits.Places.Place;

class PlacesTest {
  private static final AddressBlock ONE = AddressBlock.of(InetAddress.getLoopbackAddress());

  @Test
  void thereAreAsManyAsSaid() {
    Places places = new Places(2);

    Place first = Objects.requireNonNull(places.take());
    assertThat(places.take()).isNotNull();
    assertThat(places.take()).isNull();

    first.leave();
    assertThat(places.take()).isNotNull();
    assertThat(places.taken()).isEqualTo(2);
  }

  @Test
  void placeIsGivenBackOnce() {
    Places places = new Places(2);
    Place first = Objects.requireNonNull(places.take());
    assertThat(places.take()).isNotNull();

    first.leave();
    first.leave();

    assertThat(places.taken()).isEqualTo(1);
  }

  @Test
  void zeroMeansAnyNumber() {
    Places places = new Places(0);
    PlacesByAddress byAddress = new PlacesByAddress(0);

    for (int i = 0; i < 100_000; i++) {
      assertThat(places.take()).isNotNull();
      assertThat(byAddress.take(ONE)).isNotNull();
    }
  }

  @Test
  void eachAddressHasItsOwnAndIsForgottenWithoutAny() throws Exception {
    PlacesByAddress places = new PlacesByAddress(2);
    AddressBlock two = AddressBlock.of(InetAddress.getByName("203.0.113.2"));

    Runnable leave = Objects.requireNonNull(places.take(ONE));
    Runnable leaveToo = Objects.requireNonNull(places.take(ONE));
    assertThat(places.take(ONE)).isNull();
    assertThat(places.take(two)).isNotNull();

    leave.run();
    leave.run();
    assertThat(places.total()).isEqualTo(2);
    leaveToo.run();
    assertThat(places.addresses()).isEqualTo(1);
    assertThat(places.take(ONE)).isNotNull();
  }
}
