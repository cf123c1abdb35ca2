package org.ngrokd.client.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedPathTest {
  @ParameterizedTest
  @CsvSource({
    "/, '', true",
    "/a, a, false",
    "/a/, a, true",
    "/a/b%20c?x=../y, a|b c, false",
    "http://h/a, a, false",
    "http://h, '', true",
    "/%E4%BD%A0, 你, false",
    "/a%3Fb, a?b, false",
    "/..a, , ",
  })
  void namesAreDecodedOneByOne(String target, String names, Boolean isDirectory) {
    var path = RequestedPath.of(target, false);

    assertThat(path.map(each -> String.join("|", each.names())).orElse(null)).isEqualTo(names);
    assertThat(path.map(RequestedPath::isDirectory).orElse(null)).isEqualTo(isDirectory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/a/../b",
        "/%2e%2e/b",
        "/.%2e/b",
        "/.",
        "/.hidden",
        "/a/.git/config",
        "//a",
        "/a//b",
        "/a%00b",
        "/a%2Fb",
        "/%2F",
        "/%",
        "/%2",
        "/%zz",
        "/%ff",
        "*",
        "a",
        "",
        "/%C0%AE%C0%AE/b",
      })
  void nothingLeadsUpwardsOrToWhatIsHidden(String target) {
    assertThat(RequestedPath.of(target, false)).isEmpty();
    assertThat(RequestedPath.of(target, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%5Cb",
        "/x%5C..%5Cb",
        "/c:",
        "/a::$DATA",
        "/a.txt:x",
        "/CON",
        "/aux.txt",
        "/a.",
        "/a%20",
        "/COM1.log",
        "/nul%20.txt",
      })
  void windowsHasOddNamesOfItsOwn(String target) {
    assertThat(RequestedPath.of(target, true)).isEmpty();
    assertThat(RequestedPath.of(target, false)).isPresent();
  }

  @Test
  void lengthIsBounded() {
    assertThat(RequestedPath.of("/" + "a".repeat(255), false)).isPresent();
    assertThat(RequestedPath.of("/" + "a".repeat(256), false)).isEmpty();
    assertThat(RequestedPath.of("/a".repeat(65), false)).isEmpty();
  }
}
