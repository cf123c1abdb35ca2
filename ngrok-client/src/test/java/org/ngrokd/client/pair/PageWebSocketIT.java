package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;

/** A WebSocket on the client's page, in a browser. */
class PageWebSocketIT extends PageFixture {
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  @Test
  void messagesAreShownWithHowItWasClosedAndWithoutBodiesAndReplay() {
    try (OddService odd = new OddService();
        NgrokClient client =
            page.pair()
                .clientBuilder()
                .tunnel(TunnelSpec.http(":" + odd.port()).subdomain("ws").name("ws"))
                .inspectAddr("127.0.0.1:0")
                .start()) {
      browser.go(client.webAddress().orElseThrow());
      browser.find(".pill.online");
      OddService.visit(page.pair().port("http"), "ws.localhost", "/chat", UPGRADE);
      page.choose("/chat");
      browser.await(here -> page.rows(".frames tbody").size() == 2);
      browser.findWith(".facts", "Closed");

      assertThat(browser.text(".facts"))
          .contains("1001 going away: server restarts (by the service)")
          .contains("28 B"); // 11 and 17
      assertThat(browser.text("#detail")).doesNotContain("No body.");
      assertThat(browser.all("#replay")).isEmpty();
      assertThat(browser.all("#edit")).isEmpty();
      assertThat(page.rows(".frames tbody").get(1)).contains("close\n1001 going away");
      assertThat(browser.text(".row")).contains("2 messages");
      String lines =
          browser.script(
              "const range = document.createRange();"
                  + "range.selectNodeContents(document.querySelector('.frames tbody .time'));"
                  + "return range.getClientRects().length");
      assertThat(lines).isEqualTo("1");
      browser.click("#language");
      browser.findWith(".row", "2 条消息");
      browser.findWith(".facts", "1001 即将离开");
      browser.leave();
    }
  }
}
