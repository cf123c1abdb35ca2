package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TsigTest {
  /** SOA of "a.example". */
  private static final byte[] QUERY =
      HexFormat.of()
          .parseHex("12340000" + "0001000000000000" + "0161076578616d706c6500" + "00060001");

  private final TsigKey key = TsigKey.of("K.Example.", "hmac-sha256", "MDEyMzQ1Njc4OWFiY2RlZg==");
  private final Tsig tsig =
      new Tsig(key, Clock.fixed(Instant.ofEpochSecond(0x67000000L), ZoneOffset.UTC));

  @Test
  void signsAsTheRfcHasIt() {
    String mac =
        "3944fad126a5c3998c9b0853b974729ab90ccefccd2128aee84feab89d50e2e6"; // by another program,
    // over what RFC 8945,
    // 4.3 lists

    assertThat(HexFormat.of().formatHex(tsig.sign(QUERY).message()))
        .isEqualTo(
            "12340000"
                + "0001000000000001"
                + "0161076578616d706c6500"
                + "00060001"
                + "016b076578616d706c6500" // the key, in lower case
                + "00fa00ff00000000"
                + "003d"
                + "0b686d61632d73686132353600"
                + "000067000000"
                + "012c"
                + "0020"
                + mac
                + "1234"
                + "0000"
                + "0000");
  }

  @Test
  void anAnswerThatIsNotSignedIsNotBelieved() throws IOException {
    byte[] answer =
        HexFormat.of()
            .parseHex("12348400" + "0001000000000000" + "0161076578616d706c6500" + "00060001");

    assertThatThrownBy(() -> tsig.verify(answer, MessageReader.read(answer), tsig.sign(QUERY)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "its answer (NOERROR) is not signed: does it know key 'k.example' with hmac-sha256?");
  }

  @Test
  void anAnswerThatIsSignedByAnotherIsNotBelieved() throws IOException {
    byte[] answer = tsig.sign(QUERY).message(); // over something else than an answer is

    assertThatThrownBy(() -> tsig.verify(answer, MessageReader.read(answer), tsig.sign(QUERY)))
        .hasMessage("its answer's signature is not right");
  }

  @Test
  void aWrongKeyIsToldWithoutItsSecret() {
    assertThatThrownBy(() -> TsigKey.of("k", "hmac-md5", "aGVsbG8="))
        .hasMessage("'hmac-md5' is none of [hmac-sha256, hmac-sha384, hmac-sha512]");
    assertThatThrownBy(() -> TsigKey.of("k", "hmac-sha256", "!hush!"))
        .hasMessage("the secret of key 'k' is not in base64");
    assertThat(key).hasToString("TsigKey[k.example, hmac-sha256]");
  }
}
