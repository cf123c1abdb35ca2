package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;

class BodyPartsTest {
  private static final List<Header> MIXED =
      List.of(new Header("Content-Type", "multipart/mixed; boundary=X"));

  private static final SeenBody BODY =
      SeenBody.of(
          ("--X\r\n\r\nfirst\r\n--X\r\nContent-Type: multipart/mixed; boundary=Y\r\n\r\n"
                  + "--Y\r\n\r\ninner\r\n--Y--\r\n\r\n--X--\r\n")
              .getBytes(StandardCharsets.US_ASCII));

  private static Optional<String> found(String path) {
    return BodyParts.find(MIXED, BODY, path)
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  @Test
  void aPartIsFoundByItsPlace() {
    assertThat(found("0")).contains("first");
    assertThat(found("1.0")).contains("inner");
  }

  @Test
  void whereThereIsNoPartNoneIsFound() {
    assertThat(found("2")).isEmpty();
    assertThat(found("0.0")).isEmpty();
    assertThat(BodyParts.find(List.of(), BODY, "0")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "x", "1.", "1.2.3.4", "99999"})
  void whatIsNoPlaceIsRefused(String path) {
    assertThatThrownBy(() -> found(path)).isInstanceOf(IllegalArgumentException.class);
  }
}
