package org.ngrokd.server.ssh.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UserNameTest {
  @Test
  void whatStandsBeforeThePlusIsAsTyped() {
    assertThat(UserName.of("TokEn").first()).isEqualTo("TokEn");
    assertThat(UserName.of("TokEn+tcp").first()).isEqualTo("TokEn");
    assertThat(UserName.of("").first()).isEmpty();
    assertThat(UserName.of("+tcp").first()).isEmpty();
  }

  @Test
  void wordsBehindItAreInLowerCase() {
    assertThat(UserName.of("t+TCP+Qr").words()).containsExactly("tcp", "qr");
    assertThat(UserName.of("t").words()).isEmpty();
    assertThat(UserName.of("t++").words()).isEmpty();
  }

  @Test
  void aWordThatStandsAloneCounts() {
    assertThat(UserName.of("tcp").words()).containsExactly("tcp");
    assertThat(UserName.of("QR+tcp").words()).containsExactly("qr", "tcp");
  }

  @Test
  void anAccountsNameIsNoWord() {
    assertThat(UserName.of("alice").words()).isEmpty();
    assertThat(UserName.of("private").words()).isEmpty();
    assertThat(UserName.of("v2").words()).isEmpty();
    assertThat(UserName.of("t-c-p").words()).isEmpty();
  }

  @Test
  void aNameThatIsTooLongIsNobodys() {
    assertThat(UserName.of("x".repeat(UserName.LONGEST)).first()).hasSize(UserName.LONGEST);
    assertThat(UserName.of("x".repeat(UserName.LONGEST + 1)).first()).isEmpty();
  }

  @Test
  void moreWordsThanThereAreAreAFault() {
    String words = IntStream.range(0, 300).mapToObj(i -> "+w" + i).collect(Collectors.joining());

    Wishes wishes = Wishes.of(UserName.of("t" + words.substring(0, 900)), List.of());

    assertThat(wishes.faults()).contains("the user name has more than 16 words").hasSize(17);
  }

  @Test
  void aTokenIsNotShown() {
    assertThat(UserName.of("s3cr3t+tcp").toString()).doesNotContain("s3cr3t");
    assertThat(Wishes.of(UserName.of("s3c+r3t"), List.of()).faults().toString())
        .doesNotContain("r3t")
        .contains("a word behind the + of the user name is not known");
  }
}
