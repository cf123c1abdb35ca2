package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The client's page in a browser: one browser for all tests of a class, a client and its server for
 * each. A page that has complained of anything fails its test.
 */
abstract class PageFixture {
  static Browser browser;

  OpenPage page;

  @BeforeAll
  static void openBrowser() {
    browser = Browser.open(1360, 860);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    page = OpenPage.in(browser);
  }

  @AfterEach
  void close() {
    try {
      assertThat(browser.leave()).isEmpty();
    } finally {
      page.close();
    }
  }
}
