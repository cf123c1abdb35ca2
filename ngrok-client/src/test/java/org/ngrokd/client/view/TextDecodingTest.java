package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextDecodingTest {
  /** 名字 in GBK, a letter for a byte. */
  private static final String GBK_NAME = "\u00c3\u00fb\u00d7\u00d6";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String decoded(String bytes, String type) {
    return TextDecoding.decode(bytes(bytes), MediaType.parse(type));
  }

  @Test
  void textIsUtf8WhereNothingElseIsSaid() {
    assertThat(decoded("\u00e5\u0090\u008d", "text/plain")).isEqualTo("名");
  }

  @Test
  void typeSaysTheCharset() {
    assertThat(decoded(GBK_NAME, "text/html; charset=GBK")).isEqualTo("名字");
    assertThat(decoded(GBK_NAME, "text/html;charset=\"gb2312\"")).isEqualTo("名字");
  }

  @Test
  void pageSaysTheCharset() {
    String page = "<html><head><meta charset=\"gbk\">" + GBK_NAME;
    String oldPage =
        "<META http-equiv='Content-Type' content='text/html; charset=gb2312'>" + GBK_NAME;

    assertThat(decoded(page, "text/html")).endsWith("名字");
    assertThat(decoded(oldPage, "text/html")).endsWith("名字");
  }

  @Test
  void xmlSaysTheCharset() {
    String xml = "<?xml version='1.0' encoding='GBK'?><a>" + GBK_NAME + "</a>";

    assertThat(decoded(xml, "text/xml")).endsWith("<a>名字</a>");
  }

  @Test
  void typeGoesBeforeThePage() {
    String page = "<meta charset=\"gbk\">\u00e5\u0090\u008d";

    assertThat(decoded(page, "text/html; charset=utf-8")).endsWith("名");
  }

  @Test
  void charsetThatIsNotKnownSaysNothing() {
    assertThat(decoded("\u00e5\u0090\u008d", "text/plain; charset=klingon")).isEqualTo("名");
    assertThat(decoded("\u00e5\u0090\u008d", "text/plain; charset=\"!?\"")).isEqualTo("名");
  }

  @Test
  void byteOrderMarkIsNoPartOfTheText() {
    assertThat(decoded("\u00ef\u00bb\u00bf{}", "application/json")).isEqualTo("{}");
    assertThat(decoded("\u00ff\u00fea\u0000", "text/plain")).isEqualTo("a");
    assertThat(decoded("\u00fe\u00ff\u0000a", "text/plain")).isEqualTo("a");
  }

  @Test
  void whatIsNoUtf8IsOfTheOldWeb() {
    assertThat(decoded("caf\u00e9 \u0080", "text/plain")).isEqualTo("café €");
    assertThat(decoded("caf\u00e9 \u0080", "text/plain; charset=utf-8")).isEqualTo("café €");
  }

  @Test
  void lastLetterMayBeCut() {
    assertThat(decoded("\u00e5\u0090\u008d\u00e5\u0090", "text/plain")).isEqualTo("名\ufffd");
  }

  @Test
  void textWithoutControlCharactersIsReadable() {
    assertThat(TextDecoding.isReadable(bytes("a\tb\r\nc"))).isTrue();
    assertThat(TextDecoding.isReadable(bytes("\u00e5\u0090\u008d"))).isTrue();
    assertThat(TextDecoding.isReadable(bytes("\u00e5\u0090\u008d\u00e5"))).isTrue(); // cut
    assertThat(TextDecoding.isReadable(bytes("a\u0000"))).isFalse();
    assertThat(TextDecoding.isReadable(bytes("a\u001b"))).isFalse();
    assertThat(TextDecoding.isReadable(bytes("a\u007f"))).isFalse();
  }

  @Test
  void whatCannotBeCutUtf8IsNotReadable() {
    assertThat(TextDecoding.isReadable(bytes("abc\u00ff"))).isFalse();
    assertThat(TextDecoding.isReadable(bytes("\u00ff\u00d8"))).isFalse();
    assertThat(TextDecoding.isReadable(bytes("\u0089"))).isFalse();
    assertThat(TextDecoding.isReadable(bytes("abc\u00e5x"))).isFalse();
  }
}
