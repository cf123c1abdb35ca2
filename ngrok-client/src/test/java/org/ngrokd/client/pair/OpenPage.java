package org.ngrokd.client.pair;

import java.util.List;
import org.ngrokd.client.NgrokClient;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The client's page in a browser, beside a tunnel to a {@link Shop}. */
final class OpenPage implements AutoCloseable {
  private static final String HAS_LISTED_TWICE =
      "return performance.getEntriesByType('resource')"
          + ".filter((each) => each.name.includes('/exchanges?')).length > 1";

  private final Browser browser;
  private final ShopClient shop = ShopClient.withHttpAndHttps();

  private OpenPage(Browser browser) {
    this.browser = browser;
  }

  /**
   * Waits until the page hears from the client and has drawn its list anew because of that. What
   * other tests chose is forgotten.
   */
  static OpenPage in(Browser browser) {
    OpenPage page = new OpenPage(browser);
    browser.size(1360, 860);
    browser.go(page.address());
    browser.find(".pill.online");
    browser.await(here -> "true".equals(browser.script(HAS_LISTED_TWICE)));
    return page;
  }

  /** "http://127.0.0.1:PORT". */
  String address() {
    return shop.address();
  }

  NgrokClient client() {
    return shop.client();
  }

  Pair pair() {
    return shop.pair();
  }

  ShopVisitors visitors() {
    return new ShopVisitors(pair().port("http"));
  }

  /** The targets in the list, the newest first, as they are seen. */
  List<String> listed() {
    return browser.texts(".row .target");
  }

  /** Waits until the list is this. */
  void awaitListed(String... targets) {
    browser.await(here -> listed().equals(List.of(targets)));
  }

  /** Chooses an exchange in the list and waits until all of it is shown. */
  void choose(String target) {
    browser.await(
        here -> {
          browser.clickWith(".row", target);
          return browser.all(".row[aria-selected=true]").stream()
              .anyMatch(row -> row.getText().contains(target)); // else the list was just moved
        });
    browser.findWith(".title h2", target);
  }

  /** Chooses the exchange at this place of the list, from 0 on. */
  void choose(int index) {
    browser.await(
        here -> {
          browser.all(".row").get(index).click();
          return "true".equals(browser.all(".row").get(index).getAttribute("aria-selected"));
        });
    String id = String.valueOf(browser.all(".row").get(index).getAttribute("data-id"));
    browser.find("#detail[data-id='" + id + "'] .part.request");
  }

  /** The text of a row of a table, as "name value". */
  List<String> rows(String css) {
    return browser.texts(css + " tr");
  }

  /** Opens one of the sheets of "request" or "reply": Summary, Headers, Raw, Hex. */
  String sheet(String part, String name) {
    browser.await(
        here -> {
          browser.clickWith(".part." + part + " .tabs button", name);
          return browser
              .text(".part." + part + " .tabs [aria-selected=true]")
              .contains(name); // else it was just drawn anew
        });
    return browser.text(".part." + part + " .sheet");
  }

  /** Types into the search. */
  void search(String query) {
    WebElement box = browser.find("#query");
    box.clear();
    box.sendKeys(query);
  }

  WebElement within(String css, String inner) {
    return browser.find(css).findElement(By.cssSelector(inner));
  }

  @Override
  public void close() {
    shop.close();
  }
}
