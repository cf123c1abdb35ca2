package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ContentDecodingTest {
  private static final String PLAIN = "hello hello hello hello";
  private static final String GZIP = "H4sIAAAAAAAAA8tIzcnJV8hAJwHjUT2NFwAAAA==";
  private static final String RAW_DEFLATE = "y0jNyclXyEAnAQ==";
  private static final String ZLIB = "eJzLSM3JyVfIQCcBaAMIsQ==";
  private static final String ZSTD = "KLUv/QRYZQAAMGhlbGxvIAEAmUsRF16uDQ==";

  /** "hello" as one block that is not compressed. */
  private static final String BROTLI_HELLO = "CwKAaGVsbG8D";

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static ContentDecoding decoded(String base64, String header) {
    return ContentDecoding.of(bytes(base64), header);
  }

  private static void isPlain(ContentDecoding decoded, String text) {
    assertThat(decoded.trouble()).isEmpty();
    assertThat(decoded.bytes()).asString(StandardCharsets.UTF_8).isEqualTo(text);
  }

  @Test
  void eachEncodingIsTakenOff() {
    isPlain(decoded(GZIP, "gzip"), PLAIN);
    isPlain(decoded(GZIP, "x-gzip"), PLAIN);
    isPlain(decoded(ZLIB, "deflate"), PLAIN);
    isPlain(decoded(RAW_DEFLATE, "deflate"), PLAIN);
    isPlain(decoded(BROTLI_HELLO, "br"), "hello");
    isPlain(decoded(ZSTD, "zstd"), PLAIN);
  }

  @Test
  void encodingIsNamedInAnyCase() {
    isPlain(decoded(GZIP, " GZip "), PLAIN);
  }

  @Test
  void bodyWithoutAnEncodingStaysAsItIs() {
    ContentDecoding decoded = decoded(GZIP, "");

    assertThat(decoded.bytes()).isEqualTo(bytes(GZIP));
    assertThat(decoded.encodings()).isEmpty();
    assertThat(decoded.trouble()).isEmpty();
  }

  @Test
  void identityIsNoEncoding() {
    ContentDecoding decoded = decoded(GZIP, "identity");

    assertThat(decoded.bytes()).isEqualTo(bytes(GZIP));
    assertThat(decoded.encodings()).isEmpty();
  }

  @Test
  void lastEncodingIsTakenOffFirst() throws IOException {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(twice)) {
      gzip.write(bytes(ZLIB));
    }

    ContentDecoding decoded = ContentDecoding.of(twice.toByteArray(), "deflate, gzip");

    isPlain(decoded, PLAIN);
    assertThat(decoded.encodings()).containsExactly("deflate", "gzip");
  }

  @Test
  void emptyBodyHasNoTrouble() {
    assertThat(ContentDecoding.of(new byte[0], "gzip").trouble()).isEmpty();
  }

  @Test
  void encodingThatIsNotKnownIsTold() {
    ContentDecoding decoded = decoded(GZIP, "compress");

    assertThat(decoded.trouble()).isEqualTo("the encoding compress is not known");
    assertThat(decoded.bytes()).isEqualTo(bytes(GZIP));
  }

  @Test
  void bodyThatIsNotEncodedIsShownAsItIs() {
    for (String encoding : new String[] {"gzip", "deflate", "br", "zstd"}) {
      byte[] text = "no such thing".getBytes(StandardCharsets.UTF_8);

      ContentDecoding decoded = ContentDecoding.of(text, encoding);

      assertThat(decoded.trouble()).isEqualTo("this is not " + encoding);
      assertThat(decoded.bytes()).isEqualTo(text);
    }
  }

  @Test
  void beginningOfACutBodyIsUnpacked() {
    byte[] gzip = bytes(GZIP);

    ContentDecoding decoded =
        ContentDecoding.of(Arrays.copyOf(gzip, gzip.length - 9), "gzip"); // no trailer

    assertThat(decoded.bytes()).asString(StandardCharsets.UTF_8).startsWith("hello");
    assertThat(decoded.trouble()).isEqualTo("gzip ends early or is damaged");
  }

  @Test
  void damageInTheTrailerIsTold() {
    byte[] gzip = bytes(GZIP);
    gzip[gzip.length - 6] ^= 1;

    ContentDecoding decoded = ContentDecoding.of(gzip, "gzip");

    assertThat(decoded.bytes()).asString(StandardCharsets.UTF_8).isEqualTo(PLAIN);
    assertThat(decoded.trouble()).isEqualTo("gzip ends early or is damaged");
  }

  @Test
  void everyCutOfEveryEncodingIsBorne() {
    for (String[] each :
        new String[][] {
          {GZIP, "gzip"},
          {ZLIB, "deflate"},
          {RAW_DEFLATE, "deflate"},
          {BROTLI_HELLO, "br"},
          {ZSTD, "zstd"}
        }) {
      byte[] whole = bytes(each[0]);
      for (int cut = 1; cut < whole.length - 1; cut++) {
        ContentDecoding decoded = ContentDecoding.of(Arrays.copyOf(whole, cut), each[1]);

        assertThat(decoded.trouble()).as("%s cut at %s", each[1], cut).contains(each[1]);
      }
    }
  }

  @Test
  void verySmallBodyThatUnpacksToVeryMuchIsBounded() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      for (int i = 0; i < 20; i++) {
        gzip.write(new byte[1024 * 1024]);
      }
    }

    ContentDecoding decoded = ContentDecoding.of(bomb.toByteArray(), "gzip");

    assertThat(bomb.size()).isLessThan(100_000);
    assertThat(decoded.bytes()).hasSize(8 * 1024 * 1024);
    assertThat(decoded.trouble()).isEqualTo("only the first 8 MiB are unpacked");
  }
}
