package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.view.FormText.Field;

class FormTextTest {
  private static List<Field> parsed(String text) {
    return FormText.parse(text, StandardCharsets.UTF_8);
  }

  @Test
  void pairsKeepTheirOrderAndMayRepeat() {
    assertThat(parsed("b=1&a=2&b=3"))
        .containsExactly(new Field("b", "1"), new Field("a", "2"), new Field("b", "3"));
  }

  @Test
  void escapesAreDecoded() {
    assertThat(parsed("n%20a+me=%E5%90%8D%2b+%26%3D"))
        .containsExactly(new Field("n a me", "名+ &="));
  }

  @Test
  void escapesAreOfTheCharset() {
    assertThat(FormText.parse("a=%C3%FB%D7%D6", Charset.forName("GBK")))
        .containsExactly(new Field("a", "名字"));
  }

  @Test
  void percentThatBeginsNoNumberStandsForItself() {
    assertThat(parsed("a=100%&b=%zz&c=%4"))
        .containsExactly(new Field("a", "100%"), new Field("b", "%zz"), new Field("c", "%4"));
  }

  @Test
  void valueMayBeMissingOrHoldEqualsSigns() {
    assertThat(parsed("a&b=&=c&d=e=f"))
        .containsExactly(
            new Field("a", ""), new Field("b", ""), new Field("", "c"), new Field("d", "e=f"));
  }

  @Test
  void nothingIsNoPair() {
    assertThat(parsed("")).isEmpty();
    assertThat(parsed("&&a=1&")).containsExactly(new Field("a", "1"));
  }

  @Test
  void queryFollowsTheFirstQuestionMark() {
    assertThat(FormText.ofTarget("/a?b=c?d&e=f"))
        .containsExactly(new Field("b", "c?d"), new Field("e", "f"));
    assertThat(FormText.ofTarget("/a")).isEmpty();
  }
}
