package org.ngrokd.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskedTest {

  @Test
  void secretIsHiddenWhole() {
    assertThat(Masked.secret("hunter2")).isEqualTo("***");
    assertThat(Masked.secret("")).isEmpty();
  }

  @Test
  void idShowsItsFirstEightCharacters() {
    assertThat(Masked.id("0123456789abcdef0123456789abcdef")).isEqualTo("01234567…");
    assertThat(Masked.id("0123456789abcdef0")).isEqualTo("01234567…");
  }

  @Test
  void shortIdIsHiddenWhole() {
    assertThat(Masked.id("0123456789abcdef")).isEqualTo("***");
    assertThat(Masked.id("x")).isEqualTo("***");
    assertThat(Masked.id("")).isEmpty();
  }
}
