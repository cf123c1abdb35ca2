package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.inspect.Header;

class MultipartTest {
  private static List<String> parts(String body) {
    return Multipart.parts(body.getBytes(StandardCharsets.ISO_8859_1), "XX", 100).stream()
        .map(
            part ->
                part.headers().stream().map(Header::name).toList()
                    + " "
                    + new String(part.body(), StandardCharsets.ISO_8859_1))
        .toList();
  }

  @Test
  void partsStandBetweenTheBoundaries() {
    assertThat(
            parts(
                "preamble\r\n--XX\r\nA: 1\r\nB: 2\r\n\r\none\r\n--XX\r\n\r\ntwo\r\n\r\n--XX\r\n"
                    + "C: 3\r\n\r\n\u0000\u00ff\r\n--XX--\r\nepilogue\r\n--XX\r\n\r\nno"))
        .containsExactly("[A, B] one", "[] two\r\n", "[C] \u0000\u00ff");
  }

  @Test
  void headersAreRead() {
    byte[] body = "--XX\r\nA:1\r\nb:  2: 3 \r\n\r\n\r\n--XX--".getBytes(StandardCharsets.UTF_8);

    assertThat(Multipart.parts(body, "XX", 100).get(0).headers())
        .containsExactly(new Header("A", "1"), new Header("b", "2: 3"));
  }

  @Test
  void emptyBodyIsAPart() {
    assertThat(parts("--XX\r\nA: 1\r\n\r\n\r\n--XX--")).containsExactly("[A] ");
  }

  @Test
  void lastPartMayBeCut() {
    assertThat(parts("--XX\r\nA: 1\r\n\r\none\r\n--XX\r\nB: 2\r\n\r\ntw"))
        .containsExactly("[A] one", "[B] tw");
    assertThat(parts("--XX\r\nA: 1\r\n\r\none\r\n--XX\r\nB: ")).containsExactly("[A] one");
  }

  @Test
  void longerBoundaryInsideIsPartOfTheBody() {
    assertThat(parts("--XX\r\nA: 1\r\n\r\n--XXY\r\n\r\nin\r\n--XXY--\r\n--XX--"))
        .containsExactly("[A] --XXY\r\n\r\nin\r\n--XXY--");
  }

  @Test
  void boundaryInsideALineIsPartOfTheBody() {
    assertThat(parts("--XX\r\nA: 1\r\n\r\na --XX\r\nb\r\n--XX--"))
        .containsExactly("[A] a --XX\r\nb");
  }

  @Test
  void bodyWithoutBoundariesHasNoParts() {
    assertThat(parts("none")).isEmpty();
    assertThat(parts("")).isEmpty();
    assertThat(parts("--XX--")).isEmpty();
  }

  @Test
  void everyCutIsBorne() {
    String whole = "--XX\r\nA: 1\r\n\r\none\r\n--XX\r\n\r\ntwo\r\n--XX--";
    for (int cut = 0; cut < whole.length(); cut++) {
      assertThat(parts(whole.substring(0, cut))).as("cut at %s", cut).hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void blanksMayFollowTheBoundary() {
    assertThat(parts("--XX \t\r\nA: 1\r\n\r\none\r\n--XX\t\r\n\r\ntwo\r\n--XX-- \r\nend\r\n"))
        .containsExactly("[A] one", "[] two");
  }

  @Test
  void linesMayEndWithALineFeedAlone() {
    assertThat(parts("before\n--XX\nA: 1\n\none\n\n--XX\n\ntwo\n--XX--\nafter"))
        .containsExactly("[A] one\n", "[] two");
  }

  @Test
  void lastBoundaryMayBeMissing() {
    assertThat(parts("--XX\r\nA: 1\r\n\r\none\r\n--XX\r\n\r\ntwo\r\n"))
        .containsExactly("[A] one", "[] two\r\n");
  }

  @Test
  void whatOnlyLooksLikeTheLastBoundaryIsPartOfTheBody() {
    assertThat(parts("--XX\r\nA: 1\r\n\r\n--XX--Y\r\n--XX Y\r\n--XX--"))
        .containsExactly("[A] --XX--Y\r\n--XX Y");
  }
}
