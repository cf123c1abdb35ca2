package org.ngrokd.kit.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
  @ParameterizedTest
  @CsvSource({"abc, 3", "中文, 4", "한글, 4", "かな, 4", "ｗ, 2", "é, 1", "é, 1", "😀, 2", "→…✓, 3"})
  void charactersTakeAsManyColumnsAsInATerminal(String text, int columns) {
    assertThat(Columns.of(text)).isEqualTo(columns);
  }

  @ParameterizedTest
  @CsvSource({"6, 中文ab", "5, 中文…", "4, 中…", "3, 中…", "2, …", "1, …"})
  void whatIsTooWideIsCutBeforeACharacterThatDoesNotFit(int columns, String shown) {
    assertThat(Columns.cut("中文ab", columns, "…")).isEqualTo(shown);
  }

  @Test
  void withoutRoomForTheMarkThereIsNone() {
    assertThat(Columns.cut("abcdef", 2, "...")).isEqualTo("ab");
    assertThat(Columns.cut("中文", 0, "…")).isEmpty();
  }
}
