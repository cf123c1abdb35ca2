package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Sending again what came, from the client's page, in a browser. */
class PageReplayIT extends PageFixture {
  private void chooseStripe() {
    page.visitors().stripe();
    page.choose("/stripe/webhook");
    browser.findWith(".part.reply", "\"number\": 1");
  }

  /** Sends it from the editor and waits for the reply to hold this. */
  private void sendEdited(String expected) {
    browser.click("#edit-send");
    browser.find("#compare");
    browser.findWith(".part.reply", expected);
  }

  private static void type(String css, String text) {
    WebElement field = browser.find(css);
    field.clear();
    field.sendKeys(text);
  }

  @Test
  void aReplayIsSentAsItWasAndMarked() {
    chooseStripe();

    browser.click("#replay");
    browser.find("#compare");
    browser.findWith(".part.reply", "\"number\": 2"); // signed as the original was

    assertThat(page.listed())
        .containsExactly("/stripe/webhook?live=true", "/stripe/webhook?live=true");
    assertThat(browser.text(".row")).contains("replay");
    assertThat(page.sheet("request", "Headers")).contains("X-Ngrok-Replay");
  }

  @Test
  void theMarkCanBeSwitchedOff() {
    chooseStripe();
    browser.click("#edit");
    browser.click("#edit-mark");

    sendEdited("\"number\": 2");

    assertThat(page.sheet("request", "Headers")).doesNotContain("X-Ngrok-Replay");
    browser.script("localStorage.clear()");
  }

  @Test
  void aChangedReplayIsSentWithTheChangesAndTheHiddenCredentials() {
    chooseStripe();
    browser.click("#edit");
    assertThat(browser.attribute("#edit-headers", "value"))
        .contains("Stripe-Signature: ••••••••")
        .doesNotContain("5257a869e7ece");
    type("#edit-target", "/stripe/webhook?live=false&q=退");
    type("#edit-body", "{\"type\":\"refund.created — 退款\"}");

    sendEdited("\"kind\": \"refund\"");

    assertThat(browser.text(".title h2")).isEqualTo("POST /stripe/webhook?live=false&q=%E9%80%80");
    assertThat(page.sheet("request", "Summary")).contains("refund.created — 退款");
  }

  @Test
  void aHeaderThatIsTakenOutIsNotSent() {
    chooseStripe();
    browser.click("#edit");
    String headers = browser.script("return document.querySelector('#edit-headers').value");
    type("#edit-headers", headers.replaceAll("Stripe-Signature: .*", "X-Mine: 1"));

    sendEdited("no signature");

    assertThat(page.sheet("request", "Headers")).contains("X-Mine 1");
  }

  @Test
  void aLineThatIsNoHeaderIsToldInTheEditorAndNothingIsSent() {
    chooseStripe();
    browser.click("#edit");
    type("#edit-headers", "no colon here");

    browser.click("#edit-send");

    assertThat(browser.text("dialog .problem")).isEqualTo("This is no header: no colon here");
    assertThat(page.listed()).hasSize(1);
  }

  @Test
  void aRequestLineThatWouldBeTwoRequestsIsRefused() {
    chooseStripe();
    browser.click("#edit");
    type("#edit-target", "/a HTTP/1.1 b");

    browser.click("#edit-send");

    assertThat(browser.text("dialog .problem:not([hidden])")).isNotEmpty();
    assertThat(page.listed()).hasSize(1);
    assertThat(browser.complaints()).allMatch(line -> line.contains("400")); // the browser's own
  }

  @Test
  void theTwoRepliesAreComparedSideBySide() {
    chooseStripe();
    browser.click("#edit");
    type("#edit-body", "{\"type\":\"refund\"}");
    sendEdited("\"kind\": \"refund\"");

    browser.click("#compare");
    browser.find(".diff .added");

    List<WebElement> sides = browser.all(".columns.reply > div");
    assertThat(sides).hasSize(2);
    assertThat(sides.get(0).findElements(By.cssSelector(".removed")))
        .extracting(WebElement::getText)
        .anyMatch(line -> line.contains("\"kind\": \"payment\""));
    assertThat(sides.get(1).findElements(By.cssSelector(".added")))
        .extracting(WebElement::getText)
        .anyMatch(line -> line.contains("\"kind\": \"refund\""));
    browser.clickWith(".side button", "/stripe/webhook");
    browser.find(".part.request");
  }

  @Test
  void theOriginalIsOneClickAway() {
    chooseStripe();
    browser.click("#replay");
    browser.findWith(".part.reply", "\"number\": 2");

    browser.clickWith(".actions button", "Original");

    browser.findWith(".part.reply", "\"number\": 1");
  }

  @Test
  void theCommandForCurlSendsTheSame() throws Exception {
    page.visitors()
        .post(
            "/echo?a=[1]&q='x'",
            "Content-Type: text/plain\r\nX-Empty:\r\nX-Quote: it's\r\n",
            "@it's -H a\nsecond");
    page.choose("/echo");
    String command =
        String.valueOf(
            browser
                .driver()
                .executeAsyncScript(
                    "const done = arguments[arguments.length - 1];"
                        + "Promise.all([import('/static/curl.js'), fetch('/http/in/exchanges/'"
                        + " + document.querySelector('#detail').dataset.id).then((r) => r.json())])"
                        + ".then(([module, detail]) => done(module.curl(detail)));"));

    Process curl =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                command.replaceFirst("curl ", "curl -sS --noproxy '*' --connect-to ::127.0.0.1: "))
            .redirectErrorStream(true)
            .start();
    String echoed = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(echoed).isEqualTo("@it's -H a\nsecond");
    browser.await(here -> page.listed().size() == 2);
    assertThat(page.listed().get(0)).isEqualTo(page.listed().get(1));
    page.choose(0);
    assertThat(page.sheet("request", "Headers")).contains("X-Quote it's").contains("X-Empty");
  }

  @Test
  void anArchiveGoesOutAndComesIn(@TempDir Path directory) throws Exception {
    chooseStripe();
    HttpResponse<String> har =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(page.address() + "/http/in/har")).build(),
                HttpResponse.BodyHandlers.ofString());
    Path file = Files.writeString(directory.resolve("saved.har"), har.body());
    browser.click("#clear");
    browser.click("#clear-all");
    browser.find(".list .empty");

    browser.driver().findElement(By.id("har")).sendKeys(file.toString());

    browser.findWith("#toast", "1 request imported");
    page.awaitListed("/stripe/webhook?live=true");
    assertThat(browser.text(".row")).contains("imported");
    page.choose("/stripe/webhook");
    browser.click("#replay");
    browser.findWith(".part.reply", "\"number\": 2");
  }

  @Test
  void aFileThatIsNoArchiveIsToldAndNothingIsLost(@TempDir Path directory) throws Exception {
    page.visitors().get("/orders");
    page.awaitListed("/orders");
    Path file = Files.writeString(directory.resolve("no.har"), "{\"log\": {}}");

    browser.driver().findElement(By.id("har")).sendKeys(file.toString());

    browser.findWith("#toast", "this is no HTTP Archive");
    assertThat(page.listed()).containsExactly("/orders");
    assertThat(browser.complaints()).allMatch(line -> line.contains("400")); // the browser's own
  }
}
