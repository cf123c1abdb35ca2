package org.ngrokd.server.ssh.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private final Canvas canvas = new Canvas();
  private final FakeTerminal terminal = new FakeTerminal();

  @Test
  void whateverChangesTheTerminalShowsIt() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      List<String> lines = new ArrayList<>();
      for (int line = random.nextInt(12); line > 0; line--) {
        lines.add("line " + random.nextInt(3));
      }
      if (i % 50 == 49) {
        canvas.resized();
      }

      terminal.take(canvas.next(lines, 24).text());

      assertThat(terminal.lines()).isEqualTo(lines);
      assertThat(terminal.cursor()).isEqualTo(lines.size());
    }
  }

  @Test
  void nothingIsSentWhenNothingHasChanged() {
    canvas.next(List.of("a", "b"), 24);

    assertThat(canvas.next(List.of("a", "b"), 24).text()).isEmpty();
  }

  @Test
  void onlyTheLineThatHasChangedIsSent() {
    canvas.next(List.of("first", "second"), 24);

    assertThat(canvas.next(List.of("first", "other"), 24).text())
        .contains("other")
        .doesNotContain("first");
  }

  @Test
  void whatStoodInTheWindowIsMovedUpOnce() {
    terminal.take(canvas.next(List.of("a"), 24).text());
    canvas.resized();
    terminal.take(canvas.next(List.of("a"), 24).text());

    assertThat(terminal.lineFeeds()).isEqualTo(23);
  }

  @Test
  void aLargePictureComesInPieces() {
    List<String> lines = Collections.nCopies(100, "中".repeat(300));
    int pieces = 0;
    Canvas.Piece piece;
    do {
      piece = canvas.next(lines, 100);
      terminal.take(piece.text());
      pieces++;
      assertThat(piece.text()).hasSizeLessThan(13 * 1024);
    } while (!piece.isWhole());

    assertThat(pieces).isGreaterThan(1);
    assertThat(terminal.lines()).isEqualTo(lines);
  }
}
