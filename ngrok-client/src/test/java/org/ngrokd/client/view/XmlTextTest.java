package org.ngrokd.client.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.TooLongException;

class XmlTextTest {
  private static String pretty(String text) throws XMLStreamException, TooLongException {
    return XmlText.pretty(text, 10_000_000);
  }

  @TempDir Path directory;

  @Test
  void messageOfWeChatIsLaidOut() throws Exception {
    String message =
        "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>1348831860</CreateTime>"
            + "<Content><![CDATA[a < b & c]]></Content></xml>";

    assertThat(pretty(message))
        .isEqualTo(
            """
            <xml>
              <ToUserName><![CDATA[gh_1]]></ToUserName>
              <CreateTime>1348831860</CreateTime>
              <Content><![CDATA[a < b & c]]></Content>
            </xml>\
            """);
  }

  @Test
  void elementsOfTheSameNameMayBeNested() throws Exception {
    assertThat(pretty("<a><a><a/></a><ab/></a>"))
        .isEqualTo(
            """
            <a>
              <a>
                <a></a>
              </a>
              <ab></ab>
            </a>\
            """);
  }

  @Test
  void layoutThatWasThereGivesWay() throws Exception {
    assertThat(pretty("\n<a>\r\n\t<b>\n</b>\n\n</a>\n"))
        .isEqualTo(
            """
            <a>
              <b></b>
            </a>\
            """);
  }

  @Test
  void attributesStayEscaped() throws Exception {
    assertThat(pretty("<a b='1' x:c='&quot;&lt;&amp;'>&lt;&amp;&gt;</a>"))
        .isEqualTo("<a b=\"1\" x:c=\"&quot;&lt;&amp;\">&lt;&amp;&gt;</a>");
  }

  @Test
  void prefixesStay() throws Exception {
    String soap =
        "<s:Envelope xmlns:s=\"urn:a\" xmlns=\"urn:b\" s:id=\"1\"><s:Body></s:Body></s:Envelope>";

    assertThat(pretty(soap))
        .isEqualTo(
            """
            <s:Envelope xmlns:s="urn:a" xmlns="urn:b" s:id="1">
              <s:Body></s:Body>
            </s:Envelope>\
            """);
  }

  @Test
  void commentsAndInstructionsStay() throws Exception {
    assertThat(pretty("<!-- one --><?go now?><a><!--two--><?x?></a>"))
        .isEqualTo(
            """
            <!-- one -->
            <?go now?>
            <a>
              <!--two-->
              <?x?>
            </a>\
            """);
  }

  @Test
  void textBesideElementsStays() throws Exception {
    assertThat(pretty("<p>Hello <b>big</b> world</p>"))
        .isEqualTo(
            """
            <p>Hello\s
              <b>big</b> world</p>\
            """);
  }

  @Test
  void lettersOfTheWholeWorldStay() throws Exception {
    assertThat(pretty("<名>字😀</名>")).isEqualTo("<名>字😀</名>");
  }

  /** The document type on a line of its own, and nothing put into its place. */
  private static String laidOut(String xml) {
    return xml.replace("><a>", ">\n<a>");
  }

  @Test
  void declarationAndDocumentTypeStayAsTheyAre() throws Exception {
    String prolog =
        """
        <?xml  version='1.0' encoding="UTF-8"?>
        <!-- <!DOCTYPE no> -->
        <?go <!DOCTYPE no> ?>
        <!DOCTYPE a SYSTEM '>"' [
          <!ENTITY x ">'"> <!-- ' > --> <?y > ?>
          <!ELEMENT a ANY>
        ]>
        """;

    assertThat(pretty(prolog + "<a><b>x</b></a>")).isEqualTo(prolog + "<a>\n  <b>x</b>\n</a>");
  }

  @Test
  void everyCutOfAPrologIsAnErrorAndNothingElse() {
    PrintStream terminal = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      cutEverywhere();
    } finally {
      System.setErr(terminal);
    }

    assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static void cutEverywhere() {
    String prolog = "<?xml version='1.0'?><!-- x --><!DOCTYPE a [<!ENTITY x '>'><!-- ' -->]>";

    for (int cut = 0; cut < prolog.length(); cut++) {
      String text = prolog.substring(0, cut);
      assertThatExceptionOfType(XMLStreamException.class)
          .as("cut at %s", cut)
          .isThrownBy(() -> pretty(text));
    }
  }

  @Test
  void externalSubsetsAndParameterEntitiesAreNotRead() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "<!ENTITY x 'the secret'>");
    String xml =
        "<!DOCTYPE a SYSTEM \"%1$s\" [<!ENTITY %% p SYSTEM \"%1$s\"> %%p;]><a>&x;</a>"
            .formatted(secret.toUri());

    assertThat(pretty(xml)).isEqualTo(laidOut(xml));
  }

  @Test
  void fileNamedByAnEntityIsNotRead() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "the secret");
    String xml = "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><a>one &x; two</a>";

    assertThat(pretty(xml)).isEqualTo(laidOut(xml));
  }

  @Test
  void entitiesAreNotMultiplied() throws Exception {
    String xml = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;&x;\">]><a>&y;&y;</a>";

    assertThat(pretty(xml)).isEqualTo(laidOut(xml));
  }

  @Test
  void entitiesAreNotPutIntoAttributes() {
    String xml = "<!DOCTYPE a [<!ENTITY x \"the secret\">]><a b=\"&x;\"/>";

    assertThatExceptionOfType(XMLStreamException.class)
        .isThrownBy(() -> pretty(xml))
        .withMessageContaining("\"x\" was referenced, but not declared");
  }

  @Test
  void documentTypeElsewhereIsNotFetched() throws Exception {
    String xml = "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><a></a>";

    assertThat(pretty(xml)).isEqualTo(laidOut(xml));
  }

  @Test
  void placeOfAnErrorIsTold() {
    assertThatExceptionOfType(XMLStreamException.class)
        .isThrownBy(() -> pretty("<a>\n  <b></c>\n</a>"))
        .satisfies(e -> assertThat(e.getLocation().getLineNumber()).isEqualTo(2));
  }

  @Test
  void deepNestingIsBorne() throws Exception {
    String deep = "<a>".repeat(500) + "</a>".repeat(500);

    assertThat(pretty(deep).lines()).hasSize(999);
  }

  @Test
  void whatWouldBecomeTooLongIsNotLaidOut() {
    String deep = "<a>".repeat(8000) + "</a>".repeat(8000); // 56 KB, which would be 256 MB

    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> XmlText.pretty(deep, 1_000_000));
  }
}
