package org.ngrokd.client.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.protocol.net.HostAndPort;

class UnavailablePageTest {
  private static String page(String url, LocalAddress local) {
    ByteBuf page = UnavailablePage.of(new Route("www", "http", url, local));
    try {
      return page.toString(StandardCharsets.UTF_8);
    } finally {
      page.release();
    }
  }

  private static String body(String page) {
    return page.substring(page.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void headIsTheLiteral502WithTheBodysLengthInBytes() {
    String page = page("http://bücher.example.com", LocalAddress.parse("8080"));

    int length = body(page).getBytes(StandardCharsets.UTF_8).length;
    assertThat(page)
        .startsWith(
            "HTTP/1.0 502 Bad Gateway\r\n"
                + "Content-Type: text/html; charset=utf-8\r\n"
                + "Content-Length: "
                + length
                + "\r\n\r\n<!DOCTYPE html>");
  }

  @Test
  void bodyNamesTheTunnelAndTheLocalAddress() {
    String page = page("http://www.example.com", LocalAddress.parse("192.168.1.20:5001"));

    assertThat(body(page)).contains("http://www.example.com").contains("192.168.1.20:5001");
  }

  @Test
  void whatTheServerAndTheUserWroteIsEscaped() {
    String page =
        page(
            "http://<script>alert(\"1\")</script>&.example.com",
            new LocalAddress(new HostAndPort("<b>", 80)));

    assertThat(body(page))
        .contains("http://&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;.example.com")
        .contains("&lt;b&gt;:80")
        .doesNotContain("<script>", "<b>");
  }
}
