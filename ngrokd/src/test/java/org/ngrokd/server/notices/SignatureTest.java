package org.ngrokd.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignatureTest {
  /** {@code printf '%s' '1700000000.{"event":"tunnel.online"}' | openssl dgst -sha256 -hmac …} */
  @Test
  void isWhatOtherProgramsCompute() {
    byte[] body = "{\"event\":\"tunnel.online\"}".getBytes(StandardCharsets.UTF_8);

    assertThat(Signature.of("a-secret-of-tests", 1_700_000_000, body))
        .isEqualTo("sha256=" + "f40d3eedc72281acbcd2e4f2c57a7e1d00f14f5b486b3399a556ae02d2b1c18d");
  }
}
