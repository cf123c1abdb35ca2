package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** How the client's page uses its room, in a browser. */
class PageLayoutIT extends PageFixture {
  private static final String ROWS_IN_SIGHT =
      "const list = document.querySelector('#list').getBoundingClientRect();"
          + "return [...document.querySelectorAll('.row')].map((row) => row.getBoundingClientRect())"
          + ".filter((row) => row.top >= list.top && row.bottom <= Math.min(list.bottom, innerHeight))"
          + ".length";

  private final OddService odd = new OddService();

  @AfterEach
  void closeService() {
    odd.close();
  }

  /** Opens the page of another client with so many tunnels: t1, t2 and so on. */
  private NgrokClient openWith(int tunnels) {
    var builder = page.pair().clientBuilder().inspectAddr("127.0.0.1:0");
    for (int i = 1; i <= tunnels; i++) {
      builder.tunnel(TunnelSpec.http(":" + odd.port()).subdomain("t" + i).name("t" + i));
    }
    NgrokClient client = builder.start();
    browser.go(client.webAddress().orElseThrow());
    browser.find(".pill.online");
    return client;
  }

  private void visit(String host, String target) {
    OddService.visit(page.pair().port("http"), host, target, "");
  }

  private static double height(String css) {
    return side(css, "height");
  }

  /** A side of an element's box, in pixels. */
  private static double side(String css, String name) {
    browser.find(css);
    return Double.parseDouble(
        browser.script(
            "return document.querySelector('" + css + "').getBoundingClientRect()." + name));
  }

  @Test
  void manyTunnelsAreOneLineWithTheirCountAndTheListKeepsItsHeight() {
    browser.size(1280, 720);
    try (NgrokClient client = openWith(15)) {
      browser.findWith("#fold-tunnels", "15 tunnels");
      assertThat(browser.all(".tunnel")).isEmpty();
      assertThat(height("#tunnels")).isLessThan(40);
      assertThat(height("#list")).isGreaterThan(480);

      browser.click("#fold-tunnels");

      browser.await(here -> browser.all(".tunnel").size() == 15);
      assertThat(height("#list")).isGreaterThan(250);
      browser.go(client.webAddress().orElseThrow());
      browser.find("#fold-tunnels[aria-expanded=true]");
      browser.leave();
    }
  }

  @Test
  void twentyRowsAreSeenOnALaptop() {
    browser.size(1440, 900);
    for (int i = 0; i < 30; i++) {
      page.visitors().get("/orders?page=" + i);
    }
    browser.await(here -> page.listed().size() == 30);
    browser.find(".chart"); // also while they are open

    assertThat(Integer.parseInt(browser.script(ROWS_IN_SIGHT))).isGreaterThanOrEqualTo(20);
  }

  @Test
  void chartsAreFoldedWhileTheyAreEmptyAndWhenItIsWanted() {
    browser.find("#fold-charts[aria-expanded=false]");
    assertThat(browser.text("#charts")).contains("Requests/s").contains("Median");
    assertThat(browser.all(".chart")).isEmpty();

    page.visitors().get("/orders");
    browser.find(".chart");
    browser.click("#fold-charts");

    browser.await(here -> browser.all(".chart").isEmpty());
    assertThat(height("#charts")).isLessThan(45);
  }

  @Test
  void aWideWindowHasTheReplyBesideTheRequest() {
    page.visitors().get("/orders");
    browser.size(1920, 1080);
    page.choose("/orders");
    assertThat(side(".part.reply", "top")).isEqualTo(side(".part.request", "top"));
    assertThat(side(".part.reply", "left")).isGreaterThanOrEqualTo(side(".part.request", "right"));

    browser.size(1280, 720);

    browser.await(here -> side(".part.reply", "top") >= side(".part.request", "bottom"));
  }

  @Test
  void headsSortTheList() {
    page.visitors().get("/b");
    page.visitors().get("/orders");
    page.visitors().get("/a");
    page.awaitListed("/a", "/orders", "/b");
    browser.find(".heads .time[aria-sort=descending]");

    browser.click("#by-target");
    page.awaitListed("/a", "/b", "/orders");
    browser.find(".heads .target[aria-sort=ascending]");
    page.visitors().get("/aa");
    page.awaitListed("/a", "/aa", "/b", "/orders");
    browser.find("#list").sendKeys(Keys.HOME);
    browser.find("#list").sendKeys(Keys.ARROW_DOWN);
    browser.findWith(".title h2", "/aa");
    browser.click("#by-target");
    page.awaitListed("/orders", "/b", "/aa", "/a");

    browser.click("#by-time");
    page.awaitListed("/aa", "/a", "/orders", "/b");
  }

  @Test
  void hostsAreInTheRowsWhereThereAreSeveral() {
    try (NgrokClient client = openWith(2)) {
      visit("t1.localhost", "/one");
      page.awaitListed("/one");
      assertThat(browser.isShown(".row .host")).isFalse();

      visit("t2.localhost:" + page.pair().port("http"), "/two");

      page.awaitListed("/two", "/one");
      browser.findWith(".row:first-child .host", "t2.localhost");
      browser.findWith(".row:last-child .host", "t1.localhost");
      assertThat(client.webAddress()).isPresent();
      browser.leave();
    }
  }

  @Test
  void aReplyThatBrokeOffIsRedAndSaysSoInBothLanguages() {
    try (NgrokClient client = openWith(1)) {
      visit("t1.localhost", "/cut");

      browser.findWith(".row.cut .code.broken", "200 ✕");
      assertThat(browser.text(".row.cut")).contains("the reply broke off");
      assertThat(browser.find(".row .target").getCssValue("color"))
          .isEqualTo(browser.find(".row .code").getCssValue("color"));
      browser.click("#language");
      browser.findWith(".row.cut", "响应中断");
      assertThat(client.webAddress()).isPresent();
      browser.leave();
    }
  }

  @Test
  void theLatencyIsThereFromTheBeginning() {
    assertThat(browser.textWith("#status .what", "ping")).matches(".*ping [0-9.]+ .s");
  }

  @Test
  void aSlashLeadsToTheSearchAndAnUnknownKeyIsNamed() {
    page.visitors().get("/orders");
    page.awaitListed("/orders");
    browser.find("#list").sendKeys("/");
    browser.await(
        here -> "query".equals(browser.driver().switchTo().activeElement().getAttribute("id")));
    assertThat(browser.attribute("#query", "value")).isEmpty();

    page.search("foo:bar");
    assertThat(browser.textWith("#notice", "There is no key foo:")).contains("status");
    page.search("is:slow");
    browser.findWith("#notice", "is:slow finds nothing");
    page.search("status:5xx");

    browser.await(here -> !browser.driver().findElement(By.id("notice")).isDisplayed());
  }

  @Test
  void clearingAsksFirst() {
    page.visitors().get("/orders");
    page.awaitListed("/orders");

    browser.click("#clear");
    browser.clickWith("dialog button", "Cancel");

    browser.await(here -> browser.all("dialog").isEmpty());
    assertThat(page.listed()).containsExactly("/orders");
  }

  @Test
  void labelsAreInTheLanguageOfThePage() {
    page.visitors().get("/orders");
    page.choose("/orders");
    browser.click("#language");
    browser.findWith("#pause", "暂停");

    String english =
        browser.script(
            "return [...document.querySelectorAll('[aria-label], [title]')]"
                + ".flatMap((each) => [each.ariaLabel, each.title]).filter((text) => text)"
                + ".filter((text) => !/[\\u4e00-\\u9fff]/.test(text))"
                + ".filter((text) => !text.includes('/orders') && !text.includes('localhost')).join()");

    assertThat(english).isEmpty();
  }
}
