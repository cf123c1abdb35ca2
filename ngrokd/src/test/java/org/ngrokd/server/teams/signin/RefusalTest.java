package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ngrokd.server.teams.signin.Visitor.Language;

class RefusalTest {
  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");

  @ParameterizedTest
  @EnumSource
  void eachIsToldInBothLanguagesWithWhatToDo(Refusal refusal) {
    assertThat(refusal.in(Language.CHINESE).title()).containsPattern(CHINESE);
    assertThat(refusal.in(Language.CHINESE).advice()).containsPattern(CHINESE).endsWith("。");
    assertThat(refusal.in(Language.ENGLISH).title()).doesNotContainPattern(CHINESE);
    assertThat(refusal.in(Language.ENGLISH).advice()).endsWith(".").doesNotContainPattern(CHINESE);
    assertThat(refusal.status().code()).isGreaterThanOrEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource
  void eachWordIsInBothLanguages(Word word) {
    assertThat(word.in(Language.CHINESE)).containsPattern(CHINESE);
    assertThat(word.in(Language.ENGLISH)).isNotBlank().doesNotContainPattern(CHINESE);
  }
}
