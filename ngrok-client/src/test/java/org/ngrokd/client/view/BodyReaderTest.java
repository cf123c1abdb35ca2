package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.inspect.Header;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.view.BodyView.Kind;
import org.ngrokd.client.view.BodyView.Note;
import org.ngrokd.client.view.BodyView.SyntaxError;

class BodyReaderTest {
  private static final String GZIP_HELLO = "H4sIAAAAAAAAA8tIzcnJV8hAJwHjUT2NFwAAAA==";

  private static SeenBody body(String text) {
    return SeenBody.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static BodyView view(String type, String text) {
    return BodyReader.view(List.of(new Header("content-type", type)), body(text));
  }

  private static Kind kind(String type, String text) {
    return view(type, text).kind();
  }

  @Test
  void typeSaysTheKind() {
    assertThat(kind("application/json", "{}")).isEqualTo(Kind.JSON);
    assertThat(kind("text/xml", "<a/>")).isEqualTo(Kind.XML);
    assertThat(kind("application/x-www-form-urlencoded", "a=b")).isEqualTo(Kind.FORM);
    assertThat(kind("multipart/mixed; boundary=X", "--X--")).isEqualTo(Kind.MULTIPART);
    assertThat(kind("image/png", "\u0089PNG")).isEqualTo(Kind.IMAGE);
    assertThat(kind("text/html", "<p>")).isEqualTo(Kind.TEXT);
    assertThat(kind("application/octet-stream", "\u0000")).isEqualTo(Kind.BINARY);
    assertThat(kind("application/json", "")).isEqualTo(Kind.EMPTY);
  }

  @Test
  void looksSayTheKindWhereTheTypeDoesNot() {
    assertThat(kind("", " {\"a\": 1}")).isEqualTo(Kind.JSON);
    assertThat(kind("application/octet-stream", "[1]")).isEqualTo(Kind.JSON);
    assertThat(kind("", "<xml><a>1</a></xml>")).isEqualTo(Kind.XML);
    assertThat(kind("", "<?xml version='1.0'?><b/>")).isEqualTo(Kind.XML);
    assertThat(kind("", "hello")).isEqualTo(Kind.TEXT);
    assertThat(kind("", "\u00ff\u00fe\u00fd")).isEqualTo(Kind.BINARY);
  }

  @Test
  void typeOfTextIsBelieved() {
    assertThat(kind("text/plain", "{\"a\": 1}")).isEqualTo(Kind.TEXT);
    assertThat(view("text/plain", "{\"a\":1}").text()).isEqualTo("{\"a\":1}");
    assertThat(view("text/plain", "caf\u00e9!").text()).isEqualTo("café!");
  }

  @Test
  void jsonIsLaidOut() {
    assertThat(view("application/json", "{\"a\":1}").text()).isEqualTo("{\n  \"a\": 1\n}");
  }

  @Test
  void placeOfAnErrorInJsonIsTold() {
    BodyView view = view("application/json", "{\n  \"a\": 1,\n  b\n}");

    assertThat(view.kind()).isEqualTo(Kind.JSON);
    assertThat(view.text()).isEqualTo("{\n  \"a\": 1,\n  b\n}");
    assertThat(view.error())
        .singleElement()
        .satisfies(error -> assertThat(error.line()).isEqualTo(3))
        .satisfies(error -> assertThat(error.column()).isBetween(3, 4))
        .satisfies(error -> assertThat(error.message()).contains("'b'"));
  }

  @Test
  void placeOfAnErrorInXmlIsTold() {
    BodyView view = view("text/xml", "<a>\n  <b></c>\n</a>");

    assertThat(view.kind()).isEqualTo(Kind.XML);
    assertThat(view.text()).isEqualTo("<a>\n  <b></c>\n</a>");
    assertThat(view.error())
        .singleElement()
        .satisfies(error -> assertThat(error.line()).isEqualTo(2))
        .satisfies(error -> assertThat(error.column()).isBetween(6, 8))
        .extracting(SyntaxError::message)
        .asString()
        .contains("\"b\"")
        .doesNotContain("[row,col]", "Message:", "\n");
  }

  @Test
  void fieldsOfAFormAreInItsCharset() {
    BodyView view = view("application/x-www-form-urlencoded; charset=GBK", "a=%C3%FB%D7%D6\r\n");

    assertThat(view.fields()).containsExactly(new FormText.Field("a", "名字"));
  }

  @Test
  void partsAreViewedThemselves() {
    BodyView view =
        view(
            "multipart/form-data; boundary=X",
            "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                + "--X\r\nContent-Disposition: form-data; name=\"b\"; filename=\"c.json\"\r\n"
                + "Content-Type: application/json\r\n\r\n[]\r\n--X--\r\n");

    assertThat(view.parts()).extracting(BodyView.PartView::name).containsExactly("a", "b");
    assertThat(view.parts()).extracting(BodyView.PartView::fileName).containsExactly("", "c.json");
    assertThat(view.parts())
        .extracting(each -> each.body().kind())
        .containsExactly(Kind.TEXT, Kind.JSON);
  }

  @Test
  void multipartInMultipartEndsSomewhere() {
    String body = "the end";
    for (int level = 5; level > 0; level--) {
      body =
          "--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n%s\r\n--%d--\r\n"
              .formatted(level, level + 1, body, level);
    }

    BodyView view = view("multipart/mixed; boundary=1", body);

    for (int depth = 0; depth < 3; depth++) {
      assertThat(view.kind()).as("depth %s", depth).isEqualTo(Kind.MULTIPART);
      view = view.parts().get(0).body();
    }
    assertThat(view.kind()).isEqualTo(Kind.TEXT);
    assertThat(view.text()).startsWith("--4\r\n");
  }

  @Test
  void whatWasUnpackedIsNoted() {
    BodyView view =
        BodyReader.view(
            List.of(new Header("Content-Encoding", "gzip"), new Header("Content-Type", "text/a")),
            SeenBody.of(Base64.getDecoder().decode(GZIP_HELLO)));

    assertThat(view.text()).isEqualTo("hello hello hello hello");
    assertThat(view.size()).isEqualTo(28);
    assertThat(view.notes()).containsExactly(new Note("unpacked", "gzip"));
  }

  @Test
  void whatIsDamagedIsNoted() {
    BodyView view = BodyReader.view(List.of(new Header("Content-Encoding", "gzip")), body("hello"));

    assertThat(view.text()).isEqualTo("hello");
    assertThat(view.notes())
        .containsExactly(new Note("unpacked", "gzip"), new Note("damaged", "this is not gzip"));
  }

  @Test
  void whatWasKeptOfALongBodyIsNoted() {
    SeenBody cut =
        new SeenBody(
            ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), 1_000_000, List.of());

    BodyView view = BodyReader.view(List.of(), cut);

    assertThat(view.size()).isEqualTo(1_000_000);
    assertThat(view.notes()).containsExactly(new Note("kept", "5"));
  }
}
