package org.ngrokd.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.PageTexts;

/** The page's texts are there in both languages. */
class PageWordsTest {
  private final PageTexts texts = PageTexts.of(InspectorPage.class, "words.js");

  PageWordsTest() throws IOException {}

  @Test
  void bothLanguagesHaveTheSameTexts() {
    assertThat(texts.english()).hasSizeGreaterThan(140);
    assertThat(texts.chinese().keySet()).isEqualTo(texts.english().keySet());
  }

  @Test
  void whatIsPutIntoATextIsInBoth() {
    assertThat(texts.unequal()).isEmpty();
  }
}
