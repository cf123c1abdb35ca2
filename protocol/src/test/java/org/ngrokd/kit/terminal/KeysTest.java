package org.ngrokd.kit.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringReader;
import org.jline.utils.NonBlocking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private static final long PATIENCE_MILLIS = 60_000;

  private static Keys typed(String text) {
    return new Keys(NonBlocking.nonBlocking("typed", new StringReader(text)));
  }

  @Test
  void lettersAreKeysAndTheEndIsTold() throws IOException {
    Keys keys = typed("qc\u0003");

    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo('q');
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo('c');
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.CTRL_C);
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.EOF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033OQ", // F2
        "\033[C", // right
        "\033[1;5C", // Ctrl+right
        "\033[[C", // F3 of the Linux console
        "\033[15~", // F5
        "\033[<0;10;20M", // a click
        "\033q" // Alt+q
      })
  void sequenceIsNoneOfItsLetters(String sequence) throws IOException {
    Keys keys = typed(sequence + "x");

    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.NONE);
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo('x');
  }

  @Test
  void arrowsAndPagesAreKeysOfTheirOwn() throws IOException {
    Keys keys = typed("\033[A\033OB\033[5~\033[6~");

    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.UP);
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.DOWN);
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.PAGE_UP);
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.PAGE_DOWN);
  }

  @Test
  void escapeAloneIsAKey() throws IOException {
    PipedWriter typing = new PipedWriter();
    Keys keys = new Keys(NonBlocking.nonBlocking("typed", new PipedReader(typing)));

    typing.write("\033");
    typing.flush();

    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.ESCAPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\033", "\033O", "\033[", "\033[1;"})
  void sequenceThatBreaksOffIsTheEnd(String sequence) throws IOException {
    Keys keys = typed(sequence);

    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.NONE);
    assertThat(keys.next(PATIENCE_MILLIS)).isEqualTo(Keys.EOF);
  }
}
