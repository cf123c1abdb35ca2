package org.ngrokd.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void textIsReadWithoutItsMark(String charset) throws Exception {
    byte[] bytes = "\uFEFFauth_token: ü\n".getBytes(Charset.forName(charset));

    assertThat(FileText.decoded(bytes)).isEqualTo("auth_token: ü\n");
  }

  @Test
  void markIsNotNeededForUtf8() throws Exception {
    assertThat(FileText.decoded(new byte[] {'a'})).isEqualTo("a");
    assertThat(FileText.decoded(new byte[0])).isEmpty();
  }

  @Test
  void otherEncodingsAreToldAndNotGuessed() {
    assertThatThrownBy(() -> FileText.decoded(new byte[] {'a', (byte) 0xFC}))
        .isInstanceOf(CharacterCodingException.class);
    assertThatThrownBy(() -> FileText.decoded(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a'}))
        .isInstanceOf(CharacterCodingException.class);
  }
}
