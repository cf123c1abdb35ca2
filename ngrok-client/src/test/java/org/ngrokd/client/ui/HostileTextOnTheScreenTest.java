package org.ngrokd.client.ui;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.StatusBoard.State;
import org.ngrokd.client.session.StatusBoard.Status;
import org.ngrokd.protocol.testing.HostileText;

/** Whatever a server or a visitor says: the screen stays as it was laid out. */
class HostileTextOnTheScreenTest {
  static final List<String> HOSTILE = HostileText.ALL;

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void everyText(String hostile) {
    Route route = new Route("www", "http", hostile, LocalAddress.parse("8080"));
    Status status =
        new Status(
            State.WAITING, hostile, hostile, Optional.empty(), Optional.empty(), List.of(route));

    ScreenText.lines(
            Views.of(status, hostile, List.of(Views.replied(hostile, 200, hostile))), 80, 40, true)
        .forEach(line -> HostileText.assertHarmless(line.toString(), 80));
  }
}
