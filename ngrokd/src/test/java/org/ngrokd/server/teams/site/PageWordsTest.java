package org.ngrokd.server.teams.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ngrokd.protocol.testing.PageTexts;

/** The dashboard's texts are there in both languages. */
class PageWordsTest {
  private final PageTexts texts = PageTexts.of(PageWordsTest.class, "words.js");

  PageWordsTest() throws IOException {}

  @Test
  void bothLanguagesHaveTheSameTexts() {
    assertThat(texts.english()).hasSizeGreaterThan(200);
    assertThat(texts.chinese().keySet()).isEqualTo(texts.english().keySet());
  }

  @Test
  void whatIsPutIntoATextIsInBoth() {
    assertThat(texts.unequal()).isEmpty();
  }
}
