package org.ngrokd.streams.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsVersionTest {

  @ParameterizedTest
  @EnumSource
  void numberIsReadAsItIsWritten(TlsVersion version) {
    assertThat(TlsVersion.parse(version.number())).isSameAs(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.4", "TLSv1.2", "SSLv3"})
  void anythingElseIsRefusedWithWhatIsAllowed(String text) {
    assertThatThrownBy(() -> TlsVersion.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a TLS version; expected 1.0, 1.1, 1.2 or 1.3");
  }

  @Test
  void newerVersionsComeAlong() {
    assertThat(TlsVersion.TLS_1_0.orNewer())
        .containsExactly("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    assertThat(TlsVersion.TLS_1_2.orNewer()).containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(TlsVersion.TLS_1_3.orNewer()).containsExactly("TLSv1.3");
  }
}
