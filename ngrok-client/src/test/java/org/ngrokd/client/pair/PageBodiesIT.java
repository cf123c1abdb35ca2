package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Bodies on the client's page, in a browser. */
class PageBodiesIT extends PageFixture {
  /** A picture of one pixel. */
  private static final String PIXEL =
      new String(
          Base64.getDecoder()
              .decode(
                  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
                      + "awAAAABJRU5ErkJggg=="),
          StandardCharsets.ISO_8859_1);

  /** As it would be copied: what is folded is left out. */
  private static String shown() {
    return browser.script("return document.querySelector('.part.reply pre').innerText").strip();
  }

  /** Clicks at the second folder until it is so; what is drawn anew is unfolded. */
  private static void fold(String isExpanded) {
    String folder = ".part.reply .folder";
    browser.await(
        here -> {
          browser.all(folder).get(1).click();
          return isExpanded.equals(browser.all(folder).get(1).getAttribute("aria-expanded"));
        });
  }

  @Test
  void jsonHasColoursAndFolds() {
    page.visitors().get("/orders");
    page.choose("/orders");

    assertThat(browser.text(".part.reply .json-key")).isEqualTo("\"orders\"");
    assertThat(browser.text(".part.reply .json-string")).isEqualTo("\"paid\"");
    assertThat(browser.text(".part.reply .json-word")).isEqualTo("null");
    fold("false");
    assertThat(shown()).isEqualTo("{\n  \"orders\": [ … 26 ],\n  \"next\": null\n}");
    fold("true");

    assertThat(shown()).contains("\"sku\": \"tea-oolong\"");
  }

  @Test
  void allFoldsAtOnce() {
    page.visitors().get("/orders");
    page.choose("/orders");

    browser.clickWith(".part.reply .body-tools button", "Fold all");
    assertThat(shown()).isEqualTo("{\n  \"orders\": [ … 26 ],\n  \"next\": null\n}");
    browser.clickWith(".part.reply .body-tools button", "Unfold all");

    assertThat(shown()).contains("\"sku\": \"tea-oolong\"");
  }

  @Test
  void numbersStayAsTheyWereWritten() {
    page.visitors()
        .post("/echo", "Content-Type: application/json\r\n", "{\"a\":12345678901234567890.10}");
    page.choose("/echo");

    assertThat(browser.text(".part.reply .json-number")).isEqualTo("12345678901234567890.10");
  }

  @Test
  void theBodyIsCopied() {
    page.visitors().post("/echo", "Content-Type: text/plain\r\n", "as it came");
    page.choose("/echo");
    browser.script(
        "navigator.clipboard.writeText = (text) => { window.copied = text;"
            + " return Promise.resolve(); }");

    browser.click(".part.reply .copy-body");

    browser.findWith("#toast", "Copied");
    assertThat(browser.script("return window.copied")).isEqualTo("as it came");
  }

  @Test
  void partsHaveTheirNamesTheirPicturesAndLinks() {
    page.visitors()
        .post(
            "/echo",
            "Content-Type: multipart/form-data; boundary=XX\r\n",
            "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n"
                + PIXEL
                + "\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n\0\u0001\u0002ÿ\r\n--XX--\r\n");
    page.choose("/echo");

    assertThat(browser.texts(".part.request .one-part h3"))
        .satisfiesExactly(
            note -> assertThat(note).startsWith("note"),
            photo -> assertThat(photo).startsWith("photo").contains("a.png · image/png"),
            file -> assertThat(file).startsWith("file").contains("a.bin").contains("4 B"));
    browser.await(
        here ->
            "1".equals(browser.script("return document.querySelector('.picture')?.naturalWidth")));
    String bytes =
        String.valueOf(
            browser
                .driver()
                .executeAsyncScript(
                    "const done = arguments[0]; fetch(document.querySelector("
                        + "'.request .one-part:last-child a').href).then((r) => r.arrayBuffer())"
                        + ".then((b) => done(new Uint8Array(b).join(' ')))"));
    assertThat(bytes).isEqualTo("0 1 2 255");
  }
}
