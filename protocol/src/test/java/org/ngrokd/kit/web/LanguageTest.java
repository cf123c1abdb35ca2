package org.ngrokd.kit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.PageTexts;

/** The texts that all pages have are there in both languages. */
class LanguageTest {
  @Test
  void bothLanguagesHaveTheSameTexts() throws IOException {
    PageTexts texts = PageTexts.of(PageFiles.class, "language.js");

    assertThat(texts.english()).containsKeys("copy", "close", "dark");
    assertThat(texts.chinese().keySet()).isEqualTo(texts.english().keySet());
    assertThat(texts.unequal()).isEmpty();
  }
}
