package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.NgrokClient;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.testing.LocalService;
import org.openqa.selenium.By;

/** What is sent by strangers is only ever text on the client's page. */
class PageSafetyIT extends PageFixture {
  /** Each would run a script, load something or leave the page if it were taken for markup. */
  private static final List<String> CORPUS =
      List.of(
          "<script>window.bad=1</script>",
          "</script><script>window.bad=1</script>",
          "<img src=x onerror=window.bad=1>",
          "<svg onload=window.bad=1>",
          "\"><img src=x onerror=window.bad=1>",
          "'><img src=x onerror=window.bad=1>",
          "<iframe srcdoc='<script>parent.bad=1</script>'></iframe>",
          "<a href=javascript:window.bad=1>x</a>",
          "<style>*{display:none}</style>",
          "<meta http-equiv=refresh content=0;url=/nowhere>",
          "<base href=//attacker.invalid/>",
          "{{constructor.constructor('window.bad=1')()}}",
          "${window.bad=1}",
          "<!--",
          "]]><script>window.bad=1</script>",
          "\u2028window.bad=1\u2029",
          "<plaintext>",
          "<template><img src=x onerror=window.bad=1></template>");

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String ascii(String text) {
    return text.replace("\u2028", "").replace("\u2029", "");
  }

  /** Nothing has run, nothing was made of it, and the page is still there. */
  private void assertHarmless() {
    assertThat(browser.script("return window.bad === undefined")).isEqualTo("true");
    assertThat(
            browser.script(
                "return document.querySelectorAll('script:not([src]), iframe, base, template,"
                    + " plaintext, img[src=x], [onerror], [onload], body style, svg[onload],"
                    + " meta[http-equiv=refresh], a[href^=javascript]').length"))
        .isEqualTo("0");
    assertThat(browser.driver().getCurrentUrl()).isEqualTo(page.address() + "/http/in");
    assertThat(browser.isShown("#tools")).isTrue();
  }

  private void lookAtAllSheets() {
    for (String part : List.of("request", "reply")) {
      for (String sheet : List.of("Headers", "Raw", "Hex", "Summary")) {
        page.sheet(part, sheet);
        assertHarmless();
      }
    }
  }

  @Test
  void pathsHeadersAndBodiesAreText() {
    for (String bad : CORPUS) {
      page.visitors()
          .post(
              "/echo/"
                  + ascii(bad).replace(" ", "%20")
                  + "?q="
                  + encoded(bad)
                  + "&"
                  + encoded(bad)
                  + "=1",
              "X-Bad: "
                  + ascii(bad)
                  + "\r\nUser-Agent: "
                  + ascii(bad)
                  + "\r\nContent-Type: text/html; charset=\""
                  + "utf-8\"\r\n",
              ascii(bad));
      assertHarmless();
    }
    browser.await(here -> page.listed().size() == CORPUS.size());
    for (int i = 0; i < CORPUS.size(); i++) {
      page.choose(i);
      String bad = ascii(CORPUS.get(CORPUS.size() - 1 - i));
      browser.findWith(".part.request .sheet", bad);
      assertHarmless();
    }
    lookAtAllSheets();
  }

  @Test
  void bodiesOfEveryKindAreText() {
    String all = String.join("\n", CORPUS).replace("\u2028", "").replace("\u2029", "");
    page.visitors().post("/echo", "Content-Type: text/html\r\n", all);
    page.visitors()
        .post(
            "/echo",
            "Content-Type: image/svg+xml\r\n",
            "<svg xmlns='http://www.w3.org/2000/svg'"
                + " onload='window.bad=1'><script>window.bad=1</script></svg>");
    page.visitors()
        .post(
            "/echo",
            "Content-Type: application/json\r\n",
            "{\"a\":\"" + "<img src=x onerror=window.bad=1>" + "\"}");
    page.visitors()
        .post(
            "/echo",
            "Content-Type: text/xml\r\n",
            "<x><![CDATA[<img src=x onerror=window.bad=1>]]></x>");
    page.visitors()
        .post(
            "/echo",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            encoded("<img src=x onerror=window.bad=1>") + "=" + encoded(all));
    page.visitors()
        .post(
            "/echo",
            "Content-Type: multipart/form-data; boundary=X\r\n",
            "--X\r\n"
                + "Content-Disposition: form-data; name=\"<img src=x onerror=window.bad=1>\";"
                + " filename=\"<svg onload=window.bad=1>\"\r\n"
                + "Content-Type: text/html\r\n\r\n"
                + all
                + "\r\n--X--\r\n");
    page.visitors()
        .post(
            "/echo",
            "Content-Type: text/event-stream\r\n",
            "event: <img src=x onerror=window.bad=1>\ndata: "
                + "<script>window.bad=1</script>"
                + "\n\n");
    browser.await(here -> page.listed().size() == 7);

    for (int i = 0; i < 7; i++) {
      page.choose(i);
      browser.find(".part.reply");
      lookAtAllSheets();
    }
  }

  @Test
  void webSocketTextIsText() throws Exception {
    try (LocalService sockets =
            LocalService.with(
                connection -> {
                  connection.getInputStream().read(new byte[8192]);
                  OutputStream out = connection.getOutputStream();
                  out.write(
                      ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection:"
                              + " Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n")
                          .getBytes(StandardCharsets.US_ASCII));
                  for (String bad : CORPUS) {
                    byte[] text = bad.getBytes(StandardCharsets.UTF_8);
                    out.write(new byte[] {(byte) 0x81, (byte) text.length});
                    out.write(text);
                  }
                  out.flush();
                  connection.getInputStream().read(new byte[8192]);
                });
        NgrokClient client =
            page.pair()
                .clientBuilder()
                .tunnel(TunnelSpec.http(":" + sockets.port()).subdomain("ws").name("ws"))
                .inspectAddr("127.0.0.1:0")
                .start();
        Socket visitor = new Socket(InetAddress.getLoopbackAddress(), page.pair().port("http"))) {
      browser.go(client.webAddress().orElseThrow());
      browser.find(".pill.online");
      visitor
          .getOutputStream()
          .write(
              ("GET /chat HTTP/1.1\r\nHost: ws.localhost\r\nUpgrade: websocket\r\nConnection:"
                      + " Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key:"
                      + " dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      page.choose("/chat");

      browser.await(here -> page.rows(".frames tbody").size() == CORPUS.size());

      assertThat(page.rows(".frames tbody"))
          .anyMatch(row -> row.contains("<script>window.bad=1</script>"));
      assertThat(browser.script("return window.bad === undefined")).isEqualTo("true");
      browser.leave();
    }
  }

  @Test
  void archivesAreText(@TempDir Path directory) throws Exception {
    StringBuilder entries = new StringBuilder();
    for (String bad : CORPUS) {
      String json = bad.replace("\\", "\\\\").replace("\"", "\\\"");
      entries
          .append(entries.length() == 0 ? "" : ",")
          .append(
              """
              {"startedDateTime":"%1$s","time":1,"request":{"method":"%1$s","url":"http://%1$s/%1$s","httpVersion":"%1$s",
               "headers":[{"name":"%1$s","value":"%1$s"}],"postData":{"mimeType":"%1$s","text":"%1$s"}},
               "response":{"status":200,"statusText":"%1$s","headers":[{"name":"Content-Type","value":"text/html"},
               {"name":"%1$s","value":"%1$s"}],"content":{"mimeType":"%1$s","text":"%1$s"}}}
              """
                  .formatted(json));
    }
    Path file =
        Files.writeString(
            directory.resolve("bad.har"), "{\"log\":{\"entries\":[" + entries + "]}}");

    browser.driver().findElement(By.id("har")).sendKeys(file.toString());

    browser.await(here -> page.listed().size() == CORPUS.size());
    assertHarmless();
    for (int i = 0; i < CORPUS.size(); i++) {
      page.choose(i);
      browser.findWith(".part.reply .sheet", ascii(CORPUS.get(CORPUS.size() - 1 - i)));
      assertHarmless();
    }
    lookAtAllSheets();
  }

  @Test
  void aSearchThatIsMarkupIsText() {
    page.search("<img src=x onerror=window.bad=1>");

    browser.findWith(".list .empty", "Nothing found");
    assertHarmless();
  }

  @Test
  void theBodyThatIsDownloadedIsNeverRun() throws Exception {
    page.visitors().post("/echo", "Content-Type: text/html\r\n", "<script>window.bad=1</script>");
    page.choose("/echo");
    String id = browser.attribute("#detail", "data-id");

    String head = head("GET /http/in/exchanges/" + id + "/reply HTTP/1.1\r\nHost: localhost\r\n");

    assertThat(head)
        .startsWith("HTTP/1.1 200 OK")
        .contains("content-type: application/octet-stream")
        .contains("attachment; filename=\"" + id + "-reply\"")
        .contains("X-Content-Type-Options: nosniff");
  }

  @Test
  void aNameThatIsNotOursIsRefused() throws Exception {
    assertThat(head("GET /http/in/exchanges HTTP/1.1\r\nHost: attacker.example\r\n"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(head("GET /http/in/exchanges HTTP/1.1\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(head("GET /http/in/exchanges HTTP/1.1\r\nHost: localhost:4040\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void whatComesFromAnotherPageIsRefused() throws Exception {
    String here = page.address().substring("http://".length());
    String elsewhere = "Host: " + here + "\r\nOrigin: https://attacker.example\r\n";

    for (String changing :
        List.of(
            "DELETE /api/requests/http",
            "DELETE /http/in/exchanges",
            "POST /api/tunnels",
            "POST /api/requests/http",
            "POST /http/in/replay",
            "POST /http/in/har",
            "DELETE /api/tunnels/shop")) {
      assertThat(head(changing + " HTTP/1.1\r\n" + elsewhere + "Content-Length: 0\r\n"))
          .as(changing)
          .startsWith("HTTP/1.1 403 ");
    }
    String socket =
        "GET /_ws HTTP/1.1\r\nHost: "
            + here
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: ";
    assertThat(head(socket + "https://attacker.example\r\n")).startsWith("HTTP/1.1 403 ");
    assertThat(head(socket + page.address() + "\r\n")).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void noScriptInThePageWouldRun() throws Exception {
    String head = head("GET /http/in HTTP/1.1\r\nHost: localhost\r\n");

    assertThat(head)
        .contains("default-src 'none'; script-src 'self';")
        .doesNotContain("unsafe")
        .contains("frame-ancestors 'none'");
    browser.script(
        "const s = document.createElement('script'); s.textContent = 'window.bad = 1';"
            + " document.body.append(s); s.remove()");
    assertThat(browser.script("return window.bad === undefined")).isEqualTo("true");
    assertThat(browser.complaints()).anyMatch(line -> line.contains("Content Security Policy"));
  }

  /** The head of the answer to a request, sent as it stands. */
  private String head(String request) throws Exception {
    int port = Integer.parseInt(page.address().substring(page.address().lastIndexOf(':') + 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      for (int each = in.read(); each >= 0 && head.indexOf("\r\n\r\n") < 0; each = in.read()) {
        head.append((char) each);
      }
      return head.toString();
    }
  }
}
