package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;

class WatchedServiceTest {
  private static final String GONE = "8080 is not listening: visitors get a 502 until it does";
  private static final String BACK = "8080 is listening now";

  private final List<String> told = new ArrayList<>();
  private final WatchedService service =
      new WatchedService(LocalAddress.parse("8080"), true, told::add);

  private void seen(Listening... looks) {
    for (Listening look : looks) {
      service.seen(look);
    }
  }

  @Test
  void serviceThatIsNotThereAtTheStartIsToldAtOnceAndOnceWhenItComes() {
    seen(Listening.NO);
    assertThat(told).containsExactly(GONE);

    seen(Listening.NO, Listening.NO, Listening.YES, Listening.YES);

    assertThat(told).containsExactly(GONE, BACK);
  }

  @Test
  void serviceThatIsThereIsNotSpokenOf() {
    seen(Listening.YES, Listening.YES);
    service.reached();

    assertThat(told).isEmpty();
  }

  @Test
  void restartIsNotSpokenOfAndOneThatStaysAwayIs() {
    seen(Listening.YES, Listening.NO, Listening.YES, Listening.NO);
    assertThat(told).isEmpty();

    seen(Listening.NO, Listening.NO);

    assertThat(told).containsExactly(GONE);
  }

  @Test
  void visitorWhoIsRefusedIsToldAtOnceAndTheNextLooksThatItIsBack() {
    seen(Listening.YES);
    service.missed(new ConnectException());
    assertThat(told).containsExactly(GONE);

    seen(Listening.YES, Listening.YES);

    assertThat(told).containsExactly(GONE, BACK);
  }

  @Test
  void serviceThatIsListedButSilentStaysMissingUntilAVisitorGetsThrough() {
    seen(Listening.YES);
    service.missed(new ConnectTimeoutException("timed out"));
    seen(Listening.YES, Listening.YES);
    assertThat(told).singleElement().asString().contains("8080 does not answer (");

    service.reached();

    assertThat(told).hasSize(2).contains(BACK);
  }

  @Test
  void serviceThatVisitorsReachThoughItIsNotListedIsNotLookedForAnyMore() {
    seen(Listening.NO);
    service.reached();

    seen(Listening.NO, Listening.NO, Listening.NO);

    assertThat(told).containsExactly(GONE, BACK);
  }

  @Test
  void serviceThatRefusesVisitorsThoughItIsListedIsBelievedOnceOnly() {
    seen(Listening.YES);
    for (int i = 0; i < 5; i++) {
      service.missed(new ConnectException());
      seen(Listening.YES, Listening.YES);
    }

    assertThat(told).containsExactly(GONE, BACK, GONE);
  }

  @Test
  void whatIsNotKnownIsNotSpokenOf() {
    seen(Listening.UNKNOWN, Listening.UNKNOWN);

    assertThat(told).isEmpty();
  }
}
