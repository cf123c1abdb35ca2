package org.ngrokd.client.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.client.testing.PlayedEnd;

/** How long connections wait, and how many. */
class KeptConnectionsTest extends ReuseFixture {
  @Test
  void oneWaitsForFiveSeconds() {
    PlayedEnd waited = waiting();

    pass(4_999);
    assertThat(waited.eventsButReading()).isEmpty();
    pass(1);

    assertThat(waited.eventsButReading()).containsExactly("close");
    assertThat(next()).isEmpty();
    assertThat(all.waiting()).isZero();
  }

  @Test
  void eachWaitsForItsOwnFiveSeconds() {
    PlayedEnd first = waiting();
    pass(3_000);
    PlayedEnd second = new PlayedEnd();
    PlayedVisitor visitor = first(second).sends(GET);
    second.sends(OK);
    visitor.leaves();

    pass(2_000);
    assertThat(first.eventsButReading()).containsExactly("close");
    assertThat(second.eventsButReading()).isEmpty();
    pass(3_000);

    assertThat(second.eventsButReading()).containsExactly("close");
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void oneThatSpeaksOrEndsWaitsNoLonger(boolean speaks, boolean ends) {
    PlayedEnd waited = waiting();

    if (speaks) {
      waited.sends("HTTP/1.1 408 Request Timeout\r\n\r\n");
    }
    if (ends) {
      waited.finishes();
    }

    assertThat(waited.eventsButReading()).containsExactly("close");
    assertThat(next()).isEmpty();
    assertThat(all.waiting()).isZero();
  }

  @Test
  void sixteenOfAServiceWait() {
    List<PlayedEnd> services = served(connections, 17);

    assertThat(services.subList(0, 16)).allMatch(each -> each.eventsButReading().isEmpty());
    assertThat(services.get(16).eventsButReading()).containsExactly("close");
    assertThat(all.waiting()).isEqualTo(16);
  }

  @Test
  void twoHundredAndFiftySixOfAllServicesWait() {
    for (int i = 0; i < 16; i++) {
      served(new KeptConnections(all), 16);
    }
    assertThat(all.waiting()).isEqualTo(256);

    assertThat(waiting().eventsButReading()).containsExactly("close");

    pass(5_000);
    assertThat(all.waiting()).isZero();
    assertThat(waiting().eventsButReading()).isEmpty();
  }

  /** That many visitors at once, who leave. */
  private List<PlayedEnd> served(KeptConnections kept, int visitors) {
    List<PlayedEnd> services = new ArrayList<>();
    List<PlayedVisitor> here = new ArrayList<>();
    for (int i = 0; i < visitors; i++) {
      PlayedEnd service = new PlayedEnd();
      here.add(first(kept, service).sends(GET));
      service.sends(OK);
      services.add(service);
    }
    here.forEach(PlayedVisitor::leaves);
    return services;
  }
}
