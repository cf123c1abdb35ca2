package org.ngrokd.server.ssh.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.text.Columns;
import org.ngrokd.server.ssh.screen.Traffic.Seen;
import org.ngrokd.server.ssh.screen.Traffic.Sight;
import org.ngrokd.server.ssh.screen.Traffic.State;

class ScreenTextTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final String CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault()).format(NOON);

  private static final ShownForward WEB =
      new ShownForward("-R nas:80", List.of("http://nas.example.com"), List.of());

  @Test
  void theUsualWindowHasAllThereIs() {
    View view =
        view(
            List.of(
                seen("GET", "/index.html", 200, State.ENDED),
                seen("POST", "/form", 0, State.UNDER_WAY),
                seen("tcp", "192.0.2.7:4711", 0, State.BROKEN)));

    List<String> lines = plain(view, look(80, 24));

    assertThat(lines)
        .containsExactly(
            "ngrokd example.com  alice                      q QR code  c clear  ? help  d end",
            "",
            "http://nas.example.com  → -R nas:80",
            "",
            "Visits 3, 1 under way, 1.0 KiB in, 2.0 KiB out",
            "",
            CLOCK + "  GET     /index.html                                      200  12 ms",
            CLOCK + "  POST    /form                                            …",
            CLOCK + "  tcp     192.0.2.7:4711                                   ✗    12 ms");
  }

  @Test
  void inTheSmallestWindowTheAddressIsLeft() {
    assertThat(plain(view(List.of(seen("GET", "/", 200, State.ENDED))), look(10, 3)))
        .containsExactly("http://na…", "Visits 3,…");
  }

  @Test
  void inNarrowWindowsTheStatusComesFirst() {
    assertThat(plain(view(List.of(seen("GET", "/a", 404, State.ENDED))), look(30, 6)))
        .last()
        .isEqualTo("404  GET /a");
  }

  @Test
  void noWindowIsTooNarrowOrTooLowForAnything() {
    List<Seen> hostile = new ArrayList<>();
    List.of("/中文路径".repeat(30), "/\033]0;x\007\033[2J", "/a\u202eb\u0085c", "/😀".repeat(40), "")
        .forEach(target -> hostile.add(seen("GÉT\033[31m", target, 200, State.ENDED)));
    View view = withNotice(view(hostile), "注意 \033[2J" + "so long ".repeat(60));

    for (int width = 1; width <= 300; width += width < 30 ? 1 : 13) {
      for (int height = 1; height <= 100; height += height < 15 ? 1 : 17) {
        for (boolean isUtf8 : new boolean[] {true, false}) {
          Look look = new Look(width, height, isUtf8, true, Words.CHINESE);
          List<String> lines = ScreenText.lines(view, look);
          assertThat(lines.size()).isLessThanOrEqualTo(look.room());
          for (String line : lines) {
            assertFits(line, look);
          }
        }
      }
    }
  }

  private static void assertFits(String line, Look look) {
    String text = plain(line);
    assertThat(Columns.of(text)).isLessThanOrEqualTo(look.width());
    assertThat(text).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u202e]");
    if (!look.isUtf8()) {
      assertThat(text).matches("[ -~]*");
    }
  }

  @Test
  void manyTunnelsLeaveRoomForTheCounts() {
    List<ShownForward> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(new ShownForward("-R " + i, List.of("tcp://example.com:" + i), List.of()));
    }
    View view = new View("example.com", "", many, "", new Sight(List.of(), 0, 0, 0, 0));

    List<String> lines = plain(view, look(80, 24));

    assertThat(lines).contains("and 184 more", "No visits yet");
  }

  private static List<String> plain(View view, Look look) {
    return ScreenText.lines(view, look).stream().map(ScreenTextTest::plain).toList();
  }

  /** Without its styles. */
  private static String plain(String line) {
    return line.replaceAll("\033\\[\\d+m", "");
  }

  private static View view(List<Seen> seen) {
    return new View("example.com", "alice", List.of(WEB), "", new Sight(seen, 3, 1, 1024, 2048));
  }

  private static View withNotice(View view, String notice) {
    return new View(view.server(), view.account(), view.forwards(), notice, view.traffic());
  }

  private static Seen seen(String what, String target, int status, State state) {
    return new Seen(NOON, what, target, status, state, Duration.ofMillis(12));
  }

  private static Look look(int width, int height) {
    return new Look(width, height, true, false, Words.ENGLISH);
  }
}
