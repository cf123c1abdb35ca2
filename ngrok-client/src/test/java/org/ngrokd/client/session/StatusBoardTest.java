package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.session.StatusBoard.State;
import org.ngrokd.client.session.StatusBoard.Status;

class StatusBoardTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Route WWW =
      new Route("www", "http", "http://www.example.com", LocalAddress.parse("8080"));
  private static final Route SSH =
      new Route("ssh", "tcp", "tcp://example.com:2222", LocalAddress.parse("22"));

  private final StatusBoard board = new StatusBoard(InstantSource.fixed(NOW));

  private void goOnline() {
    board.connecting();
    board.online("1.7");
    board.opened(WWW);
    board.opened(SSH);
    board.ponged(Duration.ofMillis(23));
  }

  @Test
  void connectsFirstAndKnowsNothing() {
    Status status = board.status();

    assertThat(status.state()).isEqualTo(State.CONNECTING);
    assertThat(status.serverVersion()).isEmpty();
    assertThat(status.reason()).isEmpty();
    assertThat(status.nextAttempt()).isEmpty();
    assertThat(status.latency()).isEmpty();
    assertThat(status.routes()).isEmpty();
  }

  @Test
  void onlineHasVersionTunnelsAndLatency() {
    goOnline();

    Status status = board.status();
    assertThat(status.state()).isEqualTo(State.ONLINE);
    assertThat(status.serverVersion()).isEqualTo("1.7");
    assertThat(status.routes()).containsExactly(WWW, SSH);
    assertThat(status.latency()).contains(Duration.ofMillis(23));
  }

  @Test
  void closedTunnelIsGoneAndTheOthersStay() {
    goOnline();

    board.closed(WWW);

    assertThat(board.status().routes()).containsExactly(SSH);
    assertThat(board.status().state()).isEqualTo(State.ONLINE);
    assertThat(board.status().latency()).isPresent();
  }

  @Test
  void waitHasAReasonAndATimeAndNothingOfTheSession() {
    goOnline();

    board.waiting("The server closed the connection", Duration.ofSeconds(4));

    Status status = board.status();
    assertThat(status.state()).isEqualTo(State.WAITING);
    assertThat(status.reason()).isEqualTo("The server closed the connection");
    assertThat(status.nextAttempt()).contains(NOW.plusSeconds(4));
    assertThat(status.routes()).isEmpty();
    assertThat(status.latency()).isEmpty();
    assertThat(status.serverVersion()).isEqualTo("1.7");
  }

  @Test
  void reasonStaysWhileTheNextAttemptIsMadeAndGoesWhenItSucceeds() {
    board.waiting("Connection refused", Duration.ofSeconds(1));

    board.connecting();
    assertThat(board.status().state()).isEqualTo(State.CONNECTING);
    assertThat(board.status().reason()).isEqualTo("Connection refused");
    assertThat(board.status().nextAttempt()).isEmpty();

    board.online("1.7");
    assertThat(board.status().reason()).isEmpty();
  }

  @Test
  void refusalIsTheEndWithItsReason() {
    goOnline();

    board.refused("bad token");

    assertThat(board.status().state()).isEqualTo(State.REFUSED);
    assertThat(board.status().reason()).isEqualTo("bad token");
    assertThat(board.status().routes()).isEmpty();
  }

  @Test
  void statusThatWasTakenDoesNotChange() {
    goOnline();
    Status taken = board.status();

    board.closed(SSH);

    assertThat(taken.routes()).containsExactly(WWW, SSH);
  }

  @Test
  void refusedTunnelIsThereUntilItIsOpen() {
    board.online("1.7");
    board.opened(WWW);
    Refusal refusal = new Refusal(SSH.config(), "tcp", "in use");

    board.tunnelRefused(refusal, Duration.ofSeconds(1));
    board.tunnelRefused(refusal, Duration.ofSeconds(2));

    assertThat(board.status().refused())
        .containsExactly(new StatusBoard.Refused(refusal, NOW.plusSeconds(2)));
    assertThat(board.status().routes()).containsExactly(WWW);

    board.opened(SSH);

    assertThat(board.status().refused()).isEmpty();
  }
}
