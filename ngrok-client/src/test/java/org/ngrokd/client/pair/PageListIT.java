package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The list of exchanges on the client's page, in a browser. */
class PageListIT extends PageFixture {
  @Test
  void beforeTheFirstRequestTheAddressesAreShown() {
    String text = browser.text(".list .empty");

    assertThat(text)
        .contains("No requests yet")
        .contains("http://shop.localhost:" + page.pair().port("http"))
        .contains("https://shop.localhost:" + page.pair().port("https"));
  }

  @Test
  void theRootLeadsToThePageAsIn17() {
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(page.address() + "/http/in");
  }

  @Test
  void requestsAppearTheNewestFirstWithAllThatMatters() {
    page.visitors().get("/orders?page=1");
    page.visitors().get("/fail");

    page.awaitListed("/fail", "/orders?page=1");
    WebElement newest = browser.findWith(".row", "45 B"); // all of it has come
    assertThat(newest.findElement(By.cssSelector(".method")).getText()).isEqualTo("GET");
    assertThat(newest.findElement(By.cssSelector(".code")).getText()).isEqualTo("500");
    assertThat(newest.findElement(By.cssSelector(".code")).getAttribute("class")).contains("s5");
    assertThat(newest.findElement(By.cssSelector(".size")).getText()).isEqualTo("45 B");
    assertThat(newest.getText())
        .containsPattern("(?m)^([0-9]+ µs|[0-9.]+ m?s)$")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d");
    page.choose("/fail");
    assertThat(browser.text(".facts")).contains("Visitor\n127.0.0.1");
  }

  @Test
  void aSearchFindsByStatusPathMethodAndWordsInBodies() {
    page.visitors().get("/orders");
    page.visitors().get("/fail");
    page.visitors().stripe();
    page.awaitListed("/stripe/webhook?live=true", "/fail", "/orders");

    page.search("status:5xx");
    page.awaitListed("/fail");
    page.search("path:/stripe method:POST");
    page.awaitListed("/stripe/webhook?live=true");
    page.search("tea-oolong"); // in a body that came packed
    page.awaitListed("/orders");
    page.search("payment_intent.succeeded");
    page.awaitListed("/stripe/webhook?live=true");
    page.search("nothing-like-it");
    assertThat(browser.textWith(".list .empty", "Nothing found"))
        .contains("No request that is kept matches nothing-like-it.");
    page.search("-status:5xx");
    page.awaitListed("/stripe/webhook?live=true", "/orders");
  }

  @Test
  void whatComesDuringASearchIsShownWhereItMatches() {
    page.search("path:/orders");
    browser.find(".list .empty");

    page.visitors().get("/fail");
    page.visitors().get("/orders?page=7");

    page.awaitListed("/orders?page=7");
  }

  @Test
  void aPauseHoldsTheListAndCountsWhatComes() {
    page.visitors().get("/orders");
    page.awaitListed("/orders");

    browser.click("#pause");
    page.visitors().get("/one");
    page.visitors().get("/two");
    browser.findWith("#notice", "Paused: 2 new");
    assertThat(page.listed()).containsExactly("/orders");

    browser.click("#pause");
    page.awaitListed("/two", "/one", "/orders");
    browser.await(here -> !browser.driver().findElement(By.id("notice")).isDisplayed());
  }

  /** The listing and what is new come by different connections. */
  @Test
  void whatComesWhileTheListIsOnItsWayIsNotLost() {
    page.visitors().get("/one");
    page.awaitListed("/one");
    browser.script(
        "const real = window.fetch;"
            + "window.fetch = async (...asked) => {"
            + "  const reply = await real(...asked);"
            + "  await new Promise((done) => { window.letGo = done; });"
            + "  const json = reply.json.bind(reply);"
            + "  reply.json = async () => {"
            + "    const value = await json();"
            + "    setTimeout(() => { window.isTaken = true; });"
            + "    return value;"
            + "  };"
            + "  return reply;"
            + "};");

    browser.click("#pause");
    browser.click("#pause"); // the list is asked for
    browser.await(here -> "true".equals(browser.script("return window.letGo !== undefined")));
    page.visitors().get("/two");
    page.awaitListed("/two", "/one");
    browser.script("window.letGo()");
    browser.await(here -> "true".equals(browser.script("return window.isTaken === true")));

    assertThat(page.listed()).containsExactly("/two", "/one");
  }

  @Test
  void clearForgetsWhatWasKept() throws Exception {
    page.visitors().get("/orders");
    page.awaitListed("/orders");
    page.choose("/orders");

    browser.click("#clear");
    browser.click("#clear-all");

    browser.findWith(".list .empty", "No requests yet");
    browser.findWith("#detail .empty", "Choose a request");
    browser.go(page.address());
    browser.findWith(".list .empty", "No requests yet");
  }

  @Test
  void theKeyboardMovesUpAndDown() {
    page.visitors().get("/one");
    page.visitors().get("/two");
    page.visitors().get("/three");
    page.awaitListed("/three", "/two", "/one");
    WebElement body = browser.find("body");

    body.sendKeys(Keys.ARROW_DOWN);
    browser.findWith(".title h2", "/three");
    body.sendKeys(Keys.ARROW_DOWN);
    browser.findWith(".title h2", "/two");
    browser.find("#list").sendKeys(Keys.END);
    browser.findWith(".title h2", "/one");
    browser.find("#list").sendKeys(Keys.ARROW_UP);
    browser.findWith(".title h2", "/two");

    assertThat(browser.text(".row[aria-selected=true]")).contains("/two");
  }

  @Test
  void keysInTheSearchAreOnlyTyped() {
    page.visitors().get("/jk");
    page.awaitListed("/jk");

    page.search("jk");

    page.awaitListed("/jk");
    assertThat(browser.all(".row[aria-selected=true]")).isEmpty();
    assertThat(browser.attribute("#query", "value")).isEqualTo("jk");
  }

  @Test
  void tunnelsHaveLinksAndCodesForPhones() {
    String url = "http://shop.localhost:" + page.pair().port("http");
    browser.findWith(".tunnel", url);

    browser.driver().findElements(By.cssSelector(".tunnel button")).stream()
        .filter(button -> button.getText().equals("QR code"))
        .findFirst()
        .orElseThrow()
        .click();

    WebElement code = browser.find("dialog img.code");
    browser.await(
        here ->
            "true".equals(browser.script("return document.querySelector('img.code').complete")));
    assertThat(browser.script("return document.querySelector('img.code').naturalWidth > 20"))
        .isEqualTo("true");
    assertThat(code.getAttribute("alt")).startsWith("http");
  }

  @Test
  void theAddressIsCopied() {
    browser.clickWith(".tunnel button", "Copy");

    browser.findWith("#toast", "Copied");
  }

  @Test
  void chartsMoveWithTheTraffic() {
    page.visitors().get("/fail");
    browser.find(".chart .one"); // until then they are folded

    for (String line :
        List.of(
            ".chart:nth-child(1) .one", ".chart:nth-child(2) .two", ".chart:nth-child(4) .one")) {
      browser.await(here -> highest(line) < 10); // pixels from above
    }
  }

  private static double highest(String line) {
    return Double.parseDouble(
        browser.script(
            "return Math.min(99, ...document.querySelector('"
                + line
                + "').getAttribute('points').split(' ').filter((each) => each)"
                + ".map((each) => Number(each.split(',')[1])))"));
  }

  @Test
  void aServerThatEndsIsToldWithTheReason() {
    page.pair().server().close();

    assertThat(browser.textWith("#status", "again in")).contains("reconnecting");
  }

  @Test
  void aClientThatEndsIsTold() {
    page.client().close();

    browser.findWith("#status .pill", "ngrok has ended");
    // The browser's own: of the WebSocket, and of what the page asked when ngrok was ending.
    assertThat(browser.complaints())
        .allMatch(line -> line.contains("_ws") || line.contains("net::ERR_"));
  }

  @Test
  void languageAndThemeAreKept() {
    browser.click("#language");
    browser.findWith("#pause", "暂停");
    browser.click("#theme");
    String theme = browser.script("return document.documentElement.dataset.theme");

    browser.go(page.address());

    browser.findWith("#pause", "暂停");
    assertThat(browser.script("return document.documentElement.lang")).isEqualTo("zh-CN");
    assertThat(browser.script("return document.documentElement.dataset.theme")).isEqualTo(theme);
    browser.script("localStorage.clear()");
  }

  @Test
  void aPhoneShowsTheListAndThenTheDetail() {
    browser.size(390, 780);
    page.visitors().get("/orders");
    page.awaitListed("/orders");
    assertThat(browser.isShown("#detail")).isFalse();

    page.choose("/orders");

    assertThat(browser.find("#detail").getSize().getWidth()).isEqualTo(390);
    assertThat(
            browser.script(
                "const root = document.documentElement;"
                    + " return root.scrollWidth <= root.clientWidth"))
        .isEqualTo("true");
    browser.click(".back");
    browser.await(here -> !browser.isShown("#detail"));
  }
}
