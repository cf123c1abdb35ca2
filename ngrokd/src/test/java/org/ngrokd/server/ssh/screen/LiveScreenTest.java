package org.ngrokd.server.ssh.screen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
  private static final ShownForward WEB =
      new ShownForward("-R nas:80", List.of("http://nas.example.com"), List.of("the tunnel"));

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final FakeTerminal terminal = new FakeTerminal();
  private final Paper out = new Paper();
  private final Paper err = new Paper();
  private final WatchedTunnels watched = new WatchedTunnels();
  private final Traffic traffic = new Traffic();
  private boolean hasLeft;
  private LiveScreen screen;

  /** What was written; it is read at once, unless {@code isIdle} says no. */
  private final class Paper implements Sheet {
    private final List<String> pieces = new ArrayList<>();
    private boolean isIdle = true;
    private Runnable idle = () -> {};

    @Override
    public boolean isIdle() {
      return isIdle;
    }

    @Override
    public void whenIdle(Runnable run) {
      idle = run;
    }

    @Override
    public void write(String text) {
      if (!text.isEmpty()) {
        pieces.add(text);
        terminal.take(text.replace("\r\n", ""));
      }
    }

    void read() {
      isIdle = true;
      idle.run();
    }
  }

  @BeforeEach
  void begins() {
    channel.freezeTime();
    screen = screen(false);
  }

  private LiveScreen screen(boolean wantsQr) {
    return LiveScreen.of(
            new Facts("example.com", "alice", wantsQr),
            Map.of("TERM", "xterm", "COLUMNS", "80", "LINES", "24"),
            new Place(channel.eventLoop(), out, err, () -> hasLeft = true),
            watched,
            traffic)
        .orElseThrow();
  }

  @Test
  void withoutATunnelReasonsArePlainLines() {
    screen.told("no such name");

    assertThat(err.pieces).containsExactly("no such name\r\n");
    assertThat(out.pieces).isEmpty();
  }

  @Test
  void theFirstTunnelIsDrawnAtOnce() {
    screen.opened(WEB);

    assertThat(terminal.lines()).contains("http://nas.example.com  → -R nas:80");
  }

  @Test
  void aFloodOfVisitsIsDrawnFiveTimesASecond() {
    screen.opened(WEB);
    out.pieces.clear();

    for (int i = 0; i < 1000; i++) {
      watched.of("the tunnel").orElseThrow().began("GET", "/" + i).ended(1, 1, true);
      pass(1);
    }

    assertThat(out.pieces).hasSize(5);
    assertThat(terminal.lines()).anyMatch(line -> line.startsWith("Visits 1000,"));
  }

  @Test
  void nothingIsDrawnWhenNothingHappens() {
    screen.opened(WEB);
    traffic.began("GET", "/").ended(1, 1, true);
    pass(1000);
    out.pieces.clear();

    pass(3_600_000);

    assertThat(out.pieces).isEmpty();
  }

  @Test
  void aClientThatDoesNotReadIsSentNothingUntilItDoes() {
    screen.opened(WEB);
    pass(200);
    out.pieces.clear();
    out.isIdle = false;

    for (int i = 0; i < 50; i++) {
      traffic.began("GET", "/" + i).ended(1, 1, true);
      pass(100);
    }
    assertThat(out.pieces).isEmpty();
    out.read();

    assertThat(out.pieces).hasSize(1);
    assertThat(terminal.lines()).anyMatch(line -> line.startsWith("Visits 50,"));
  }

  @Test
  void aReasonIsShownAtOnceSinceItMayBeTheLast() {
    screen.opened(WEB);
    out.pieces.clear();

    screen.told("The time is over\033[2J");

    assertThat(out.pieces).hasSize(1);
    assertThat(terminal.lines()).anyMatch(line -> line.equals("The time is over\\x1b[2J"));
  }

  @Test
  void anotherSizeIsDrawnAnew() {
    screen.opened(WEB);

    screen.resized(Map.of("COLUMNS", "10", "LINES", "3"));
    pass(200);

    assertThat(terminal.lines()).containsExactly("http://na…", "No visits…");
  }

  @Test
  void qShowsTheCodeAndGoesBack() {
    screen.opened(WEB);

    type("q");
    assertThat(terminal.lines()).anyMatch(line -> line.contains("▄▄▄▄▄"));
    type("q");

    assertThat(terminal.lines()).contains("http://nas.example.com  → -R nas:80");
  }

  @Test
  void theWordQrBeginsWithTheCode() {
    screen = screen(true);

    screen.opened(WEB);

    assertThat(terminal.lines()).anyMatch(line -> line.contains("▄▄▄▄▄"));
  }

  @Test
  void keysThatEndTheSessionDo() {
    for (String key : List.of("d", "\003", "\004")) {
      hasLeft = false;
      type(key);
      assertThat(hasLeft).isTrue();
    }
  }

  @Test
  void cClearsTheList() {
    screen.opened(WEB);
    traffic.began("GET", "/old").ended(1, 1, true);
    pass(200);

    type("c");

    assertThat(terminal.lines()).noneMatch(line -> line.contains("/old"));
  }

  @Test
  void whenTheLastScreenEndsNobodyWatches() {
    LiveScreen second = screen(false);
    screen.opened(WEB);
    second.opened(WEB);

    screen.end();
    assertThat(watched.isEmpty()).isFalse();
    second.end();
    assertThat(watched.isEmpty()).isTrue();
  }

  @Test
  void aForwardThatIsClosedIsGone() {
    screen.opened(WEB);

    screen.closed(WEB);
    pass(200);

    assertThat(terminal.lines()).noneMatch(line -> line.contains("nas.example.com"));
    assertThat(watched.isEmpty()).isTrue();
  }

  private void type(String keys) {
    byte[] bytes = keys.getBytes(US_ASCII);
    screen.typed(bytes, 0, bytes.length);
    pass(200);
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    channel.runScheduledPendingTasks();
  }
}
