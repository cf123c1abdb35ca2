package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** All of one exchange on the client's page, in a browser. */
class PageDetailIT extends PageFixture {
  @Test
  void packedJsonIsUnpackedAndLaidOut() {
    page.visitors().get("/orders?page=1&state=paid");
    page.choose("/orders");

    String query = page.sheet("request", "Summary");
    String reply = page.sheet("reply", "Summary");

    assertThat(query).contains("page 1").contains("state paid");
    assertThat(reply)
        .contains("Unpacked: gzip")
        .contains("{\n  \"orders\": [\n    {\n      \"id\": 1042,");
  }

  @Test
  void theHeadersAreATableAndTheRawTextIsWhatWasSent() {
    page.visitors().get("/fail");
    page.choose("/fail");

    assertThat(page.sheet("request", "Headers")).contains("User-Agent Callback/3.2");
    assertThat(page.sheet("reply", "Headers")).contains("Server Shop/2.1");
    assertThat(page.sheet("request", "Raw"))
        .startsWith("GET /fail HTTP/1.1\n")
        .contains("\nUser-Agent: Callback/3.2\n");
    assertThat(page.sheet("reply", "Raw"))
        .startsWith("HTTP/1.1 500 Internal Server Error\n")
        .endsWith("java.lang.IllegalStateException: no database");
    assertThat(page.sheet("reply", "Hex"))
        .startsWith("00000000  48 54 54 50 2f 31 2e 31")
        .contains("HTTP/1.1");
  }

  @Test
  void theChosenSheetStaysWhenAnotherExchangeIsChosen() {
    page.visitors().get("/orders");
    page.visitors().get("/fail");
    page.choose("/orders");
    page.sheet("reply", "Headers");

    page.choose("/fail");

    assertThat(browser.text(".part.reply .tabs [aria-selected=true]")).isEqualTo("Headers");
  }

  @Test
  void credentialsAreMaskedUntilTheyAreClicked() {
    page.visitors().stripe();
    page.choose("/stripe/webhook");

    assertThat(page.sheet("request", "Headers"))
        .contains("Authorization ••••••••")
        .doesNotContain("sk_live_not_a_real_one")
        .contains("Content-Type application/json");
    assertThat(page.sheet("request", "Raw")).contains("This holds credentials.");
    assertThat(page.sheet("request", "Hex")).contains("This holds credentials.");
    page.sheet("request", "Headers");
    browser.click(".masked[aria-label^=Authorization]");

    assertThat(browser.text(".part.request .sheet"))
        .contains("Authorization Bearer sk_live_not_a_real_one");
  }

  @Test
  void theRawTextWithCredentialsIsShownWhenItIsAskedFor() {
    page.visitors().stripe();
    page.choose("/stripe/webhook");
    page.sheet("request", "Raw");

    browser.clickWith(".part.request .sheet button", "Show them");

    assertThat(browser.text(".part.request pre"))
        .contains("Authorization: Bearer sk_live_not_a_real_one");
  }

  @Test
  void aFormIsATable() {
    page.visitors()
        .post(
            "/cart",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            "sku=tea-oolong&count=2&note=gift+wrap%2C+please");
    page.choose("/cart");

    assertThat(page.rows(".part.request .sheet"))
        .containsExactly("sku tea-oolong", "count 2", "note gift wrap, please");
  }

  @Test
  void partsOfAFormAreShownEachByItself() {
    page.visitors()
        .post(
            "/echo",
            "Content-Type: multipart/form-data; boundary=XX\r\n",
            "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                + "--XX\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a.json\"\r\n"
                + "Content-Type: application/json\r\n\r\n{\"a\":1}\r\n--XX--\r\n");
    page.choose("/echo");

    assertThat(page.sheet("request", "Summary"))
        .contains("note\n5 B")
        .contains("hello")
        .contains("data\na.json · application/json · 7 B")
        .contains("{\n  \"a\": 1\n}");
  }

  @Test
  void xmlIsLaidOutWithItsChineseText() {
    page.visitors().wechat();
    page.choose("/wechat/callback");

    assertThat(page.sheet("request", "Summary")).contains("<Content><![CDATA[查询订单]]></Content>");
    assertThat(page.sheet("reply", "Summary")).contains("你好，订单已收到");
  }

  @Test
  void theErrorInWrongJsonIsMarked() {
    page.visitors().get("/broken");
    page.choose("/broken");

    assertThat(browser.text(".part.reply .problem")).startsWith("Line 3, column 18");
    assertThat(browser.text(".part.reply pre .at")).isEqualTo(",");
  }

  @Test
  void aPictureIsShown() {
    page.visitors().get("/logo.png");
    page.choose("/logo.png");

    browser.await(
        here ->
            "120"
                .equals(
                    browser.script("return document.querySelector('img.picture')?.naturalWidth")));
  }

  @Test
  void serverSentEventsAreListed() {
    page.visitors().get("/events");
    page.choose("/events");

    browser.await(here -> page.rows(".frames tbody").size() == 3);
    assertThat(page.rows(".frames tbody").get(0))
        .contains("←")
        .contains("price")
        .contains("\"item\": 1");
  }

  @Test
  void anUploadOfBytesIsADownloadAndAHexView() {
    page.visitors().post("/echo", "Content-Type: application/octet-stream\r\n", "\0\u0001\u0002ÿ");
    page.choose("/echo");

    assertThat(page.sheet("request", "Summary")).contains("Binary, 4 B.");
    assertThat(page.within(".part.request", "a[download]").getAttribute("href"))
        .endsWith("/request");
    assertThat(page.sheet("request", "Hex")).contains("00 01 02 ff");
  }
}
