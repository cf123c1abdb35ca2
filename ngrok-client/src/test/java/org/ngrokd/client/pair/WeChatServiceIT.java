package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.client.pair.Programs.Program;
import org.ngrokd.protocol.testing.Visitor;

/**
 * The sample of docs/guides/callbacks.md: WeChat on one side, a real tunnel, the service behind.
 */
class WeChatServiceIT {
  private static final Path SAMPLE = Path.of("../docs/examples/wechat/WeChatService.java");

  private final Pair pair = Pair.start();
  private Program service;

  @TempDir Path directory;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(directory.resolve("MP_verify_aBcD1234.txt"), "aBcD1234");
    Files.writeString(directory.resolve("secret.txt"), "nobody's");
    service = start(1000);
    int port = Integer.parseInt(service.await("Listening on 127.0.0.1:([0-9]+)"));
    pair.client(TunnelSpec.http("127.0.0.1:" + port).subdomain("wx"));
  }

  /** As the guide says; the work takes long enough to be cut off before it is done. */
  private Program start(int workMillis) throws IOException {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                SAMPLE.toString(),
                "0")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "WECHAT_TOKEN", WeChat.TOKEN,
                "WECHAT_AES_KEY", WeChat.AES_KEY,
                "WECHAT_APP_ID", WeChat.APP_ID,
                "WECHAT_FILES", directory.toString(),
                "WECHAT_WORK", String.valueOf(workMillis)));
    return new Program(builder.start(), output);
  }

  @AfterEach
  void close() {
    service.process().destroyForcibly().onExit().join();
    pair.close();
  }

  private Visitor request(String method, String path, String body) throws IOException {
    return Visitor.connect(pair.port("http"))
        .send(
            "%s %s HTTP/1.1\r\nHost: wx.localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(method, path, body.length(), body));
  }

  private String answer(String method, String path, String body) throws IOException {
    try (Visitor visitor = request(method, path, body)) {
      return new String(visitor.in().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String body(String answer) {
    assertThat(answer).startsWith("HTTP/1.1 200 ");
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void urlIsCheckedWhenTheSettingsAreSaved() throws IOException {
    assertThat(body(answer("GET", "/wx?" + WeChat.check("4711"), ""))).isEqualTo("4711");

    String wrong = WeChat.check("4711").replace("nonce-7", "nonce-8");
    assertThat(answer("GET", "/wx?" + wrong, "")).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void urlIsCheckedWithASealedQuestionAsWeComDoes() throws IOException {
    String sealed = WeChat.seal("4711");
    String echo = java.net.URLEncoder.encode(sealed, StandardCharsets.UTF_8);

    assertThat(body(answer("GET", "/wx?" + WeChat.safe(sealed) + "&echostr=" + echo, "")))
        .isEqualTo("4711");
  }

  @Test
  void verificationFileOfADomainIsThereAndNoOther() throws IOException {
    assertThat(body(answer("GET", "/MP_verify_aBcD1234.txt", ""))).isEqualTo("aBcD1234");
    assertThat(answer("GET", "/secret.txt", "")).startsWith("HTTP/1.1 404 ");
    assertThat(answer("GET", "/MP_verify_none.txt", "")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void oauthRedirectArrives() throws IOException {
    assertThat(body(answer("GET", "/oauth?code=001abc&state=x", ""))).contains("has arrived");
    service.await("OAuth redirect: a code of 6 characters");
  }

  @Test
  void plainMessageIsAnswered() throws IOException {
    String reply = body(answer("POST", "/wx?" + WeChat.plain(), WeChat.message("1", "hello")));

    assertThat(WeChat.element(reply, "Content")).isEqualTo("You said: hello");
    assertThat(WeChat.element(reply, "ToUserName")).isEqualTo("o_them");
    assertThat(WeChat.element(reply, "FromUserName")).isEqualTo("gh_us");
  }

  @Test
  void sealedMessageIsHandledOnceAndItsRetryGetsTheAnswer() throws IOException {
    String sealed = WeChat.seal(WeChat.message("23456", "hello]]]]><![CDATA[>"));
    String path = "/wx?" + WeChat.safe(sealed);

    try (Visitor cutOff = request("POST", path, WeChat.envelope(sealed))) {
      service.await("Handling 23456"); // WeChat hangs up after 5 s without an answer
      assertThat(cutOff.socket().isConnected()).isTrue();
    }
    String reply = WeChat.open(body(answer("POST", path, WeChat.envelope(sealed))));

    assertThat(reply).contains("<Content><![CDATA[You said: hello]]]]><![CDATA[>]]></Content>");
    assertThat(service.text().lines().filter(line -> line.endsWith(" Handling 23456"))).hasSize(1);
    assertThat(service.text().lines().filter(line -> line.endsWith(" Again 23456"))).hasSize(1);
  }

  @Test
  void sealedMessageOfSomebodyElseIsRefused() throws IOException {
    String sealed = WeChat.seal(WeChat.message("1", "hello"));
    String other = WeChat.seal(WeChat.message("2", "other"));

    assertThat(answer("POST", "/wx?" + WeChat.safe(sealed), WeChat.envelope(other)))
        .startsWith("HTTP/1.1 403 ");
    service.await("Refused: wrong msg_signature");
    assertThat(service.text()).doesNotContain("Handling").doesNotContain(WeChat.TOKEN);
  }
}
