package org.ngrokd.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.ngrokd.streams.net.HostAndPort;

class BindFailureTest {
  private static String line(int port, String reason) {
    return BindFailure.line("http", new HostAndPort("", port), new BindException(reason));
  }

  @Test
  void portBelow1024HasThreeCures() {
    assertThat(line(80, "bind(..) failed with error(-13): Permission denied"))
        .startsWith("Cannot listen on :80 for http connections: ")
        .contains("AmbientCapabilities=CAP_NET_BIND_SERVICE", "systemd")
        .contains("setcap cap_net_bind_service=+ep /")
        .contains("-httpAddr=:8080")
        .hasLineCount(1);
  }

  @Test
  void portThatIsInUseIsNoneOfThem() {
    assertThat(line(80, "Address already in use"))
        .isEqualTo(
            "Cannot listen on :80 for http connections: Address already in use; stop what uses it,"
                + " or choose another with -httpAddr");
  }

  @Test
  void deniedAboveIsAnotherMatter() {
    assertThat(line(8080, "Permission denied")).doesNotContain("setcap");
  }
}
