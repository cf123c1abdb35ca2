package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.client.config.PathForwards;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.config.Upstream;
import org.ngrokd.client.session.Route;
import org.ngrokd.client.ui.FirstSteps;

class ConsoleTest {
  private final StringWriter out = new StringWriter();
  private final AtomicInteger ended = new AtomicInteger();
  private final Console console = new Console(new PrintWriter(out), ended::incrementAndGet);

  private static void life(Console console) {
    console.connecting();
    console.online("1.7");
    console.opened(new Route("www", "http", "http://www.example.com", LocalAddress.parse("8080")));
    console.allOpen();
    console.warned("This server is too old");
    console.waiting("The server closed the connection", Duration.ofMillis(1500));
  }

  @Test
  void everythingIsALineAtOnce() {
    life(console);

    assertThat(out.toString().lines())
        .containsExactly(
            "Tunnel status: online (server version 1.7)",
            "Forwarding http://www.example.com -> 127.0.0.1:8080",
            "http://www.example.com",
            "This server is too old",
            "The server closed the connection. Trying again in 2 s");
    assertThat(ended).hasValue(0);
  }

  @Test
  void everyServiceOfATunnelWithPathsIsALine() {
    console.opened(routeWithPaths());

    assertThat(out.toString().lines())
        .containsExactly(
            "Forwarding http://www.example.com -> 127.0.0.1:8080",
            "Forwarding http://www.example.com/old -> 127.0.0.1:8082 (stripped)",
            "Forwarding http://www.example.com/a -> 127.0.0.1:8081",
            "http://www.example.com");
  }

  private static Route routeWithPaths() {
    PathForwards paths =
        PathForwards.NONE
            .with(PathForward.parse("/a=8081"))
            .with(PathForward.parse("/old=8082,strip"));
    return new Route(
        new TunnelConfig(
            "www",
            Map.of("http", LocalAddress.parse("8080")),
            "",
            "",
            TunnelConfig.Options.NONE.withUpstream(Upstream.PLAIN.withPaths(paths))),
        "http",
        "http://www.example.com");
  }

  @Test
  void linesOfPgrokAreSaidAndNoWordsAboutOtherServers() {
    console.leaveOutFirstSteps();
    console.waiting("Cannot reach example.com:2222", Duration.ofSeconds(1));
    new PgrokWords(console)
        .opened(new Route("x", "http", "http://alice.example.com", LocalAddress.parse("80")));

    assertThat(out.toString().lines())
        .containsExactly(
            "Cannot reach example.com:2222. Trying again in 1 s",
            "You're ready to go live at http://alice.example.com!");
  }

  @Test
  void whoWasNeverOnlineIsToldTheFirstStepsOnce() {
    console.connecting();
    console.waiting("Cannot reach example.com:4443", Duration.ofSeconds(1));
    console.waiting("Cannot reach example.com:4443", Duration.ofSeconds(2));

    assertThat(out.toString().lines())
        .startsWith("Three things make a tunnel:")
        .endsWith(
            "Cannot reach example.com:4443. Trying again in 1 s",
            "Cannot reach example.com:4443. Trying again in 2 s")
        .hasSize(FirstSteps.lines().size() + 2);
  }

  @Test
  void refusalEndsItAndIsKept() {
    console.refused("Failed to authenticate to server: bad token");

    assertThat(console.refusal()).isEqualTo("Failed to authenticate to server: bad token");
    assertThat(ended).hasValue(1);
    assertThat(out.toString()).isEmpty(); // the program says it as it ends
  }

  @Test
  void withoutATerminalNothingIsPrinted() {
    life(new Console(null, () -> {}));

    assertThat(out.toString()).isEmpty();
  }
}
