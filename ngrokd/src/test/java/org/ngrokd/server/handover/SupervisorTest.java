package org.ngrokd.server.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who must not be replaced by a child of its own. */
class SupervisorTest {
  private static final Map<String, String> UNIT =
      Map.of("INVOCATION_ID", "0123", "SYSTEMD_EXEC_PID", "500");
  private static final Map<String, String> NOTIFIED =
      Map.of("INVOCATION_ID", "0123", "SYSTEMD_EXEC_PID", "500", "NOTIFY_SOCKET", "/run/notify");

  @Test
  void serviceWhoseManagerHearsNothingOfItsSuccessorIsNotReplaced() {
    assertThat(Supervisor.objection(UNIT, 500, 9))
        .hasValueSatisfying(why -> assertThat(why).contains("its unit needs Type=notify"));
    assertThat(Supervisor.objection(Map.of("INVOCATION_ID", "0123"), 500, 1)).isPresent();
    assertThat(Supervisor.objection(NOTIFIED, 500, 1)).isEmpty();
  }

  @Test
  void programInATerminalThatIsAServiceIsNoService() {
    assertThat(Supervisor.objection(UNIT, 501, 500)).isEmpty();
    assertThat(Supervisor.objection(Map.of(), 501, 500)).isEmpty();
  }

  @Test
  void firstProcessOfAContainerIsNotReplaced() {
    assertThat(Supervisor.objection(Map.of(), 1, 0))
        .hasValueSatisfying(why -> assertThat(why).contains("would end the container"));
  }
}
