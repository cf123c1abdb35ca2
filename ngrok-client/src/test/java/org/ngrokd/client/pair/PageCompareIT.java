package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** Any two exchanges side by side on the client's page, in a browser. */
class PageCompareIT extends PageFixture {
  private void sendTwo() {
    page.visitors().get("/orders?page=1");
    page.visitors().get("/fail");
    page.awaitListed("/fail", "/orders?page=1");
    browser.find(".chart"); // which moves the list, and would move it from under the mouse
  }

  @Test
  void anyTwoAreComparedWithTheirSidesLabelledUntilItIsClosed() {
    sendTwo();
    page.choose("/orders");

    browser.click("#compare-with");
    browser.findWith("#notice", "Choose the request to compare with GET /orders?page=1.");
    browser.clickWith(".row", "/fail");

    browser.findWith(".columns.request .removed", "GET /orders?page=1 HTTP/1.1");
    browser.findWith(".columns.request .added", "GET /fail HTTP/1.1");
    browser.findWith(".columns.reply .added", "IllegalStateException");
    assertThat(browser.texts(".side"))
        .satisfiesExactly(
            left -> assertThat(left).contains("Left").contains("/orders").contains("200"),
            right -> assertThat(right).contains("Right").contains("/fail").contains("500"));
    assertThat(browser.all(".row[aria-selected=true]")).hasSize(2);
    browser.click("#close-comparison");
    browser.findWith(".title h2", "/fail");
  }

  @Test
  void theChoiceCanBeGivenUp() {
    sendTwo();
    page.choose("/orders");
    browser.click("#compare-with");

    browser.click("#unmark");
    page.choose("/fail");

    assertThat(browser.all(".columns")).isEmpty();
  }

  @Test
  void aHeldKeyComparesAtOnceAndEscapeCloses() {
    sendTwo();
    page.choose("/orders");

    WebElement other = browser.findWith(".row", "/fail");
    new Actions(browser.driver()).keyDown(Keys.CONTROL).click(other).keyUp(Keys.CONTROL).perform();
    browser.find(".columns.reply");
    browser.find("body").sendKeys(Keys.ESCAPE);

    browser.find(".part.request");
  }

  @Test
  void theKeyboardAloneIsEnough() {
    sendTwo();
    page.choose("/orders");
    browser.click("#compare-with");

    browser.find("#list").sendKeys(Keys.ARROW_UP);
    browser.findWith(".title h2", "/fail");
    browser.find("#list").sendKeys(Keys.ENTER);

    browser.find(".columns.reply");
  }
}
