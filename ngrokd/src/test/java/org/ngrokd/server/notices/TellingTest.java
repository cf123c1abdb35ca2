package org.ngrokd.server.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

/** Notices come to a page, and to a program. */
class TellingTest {
  private static final String SECRET = "a-secret-of-tests";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final List<Duration> AT_ONCE = List.of(Duration.ZERO, Duration.ZERO);

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private HttpServer page;

  /** What came to the page. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Asked(Map<String, List<String>> headers, byte[] body) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> each.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  @BeforeEach
  void open() throws IOException {
    page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    page.createContext(
        "/hook",
        exchange -> {
          asked.add(
              new Asked(
                  Map.copyOf(exchange.getRequestHeaders()),
                  exchange.getRequestBody().readAllBytes()));
          Integer status = answers.poll();
          exchange.sendResponseHeaders(status == null ? 204 : status, -1);
          exchange.close();
        });
    page.start();
  }

  @AfterEach
  void close() {
    page.stop(0);
  }

  private Target webhook() {
    URI url = URI.create("http://127.0.0.1:" + page.getAddress().getPort() + "/hook");
    return new WebhookTarget(new NotifyOptions.Webhook(url, SECRET), "example.com", () -> NOW);
  }

  private static Notice notice(String account) {
    return new Notice(
        "id-1",
        new Subject(Subject.Kind.TUNNEL, "https://nas.example.com"),
        new Subject.Details("203.0.113.5:4242", account),
        true,
        NOW);
  }

  private Asked next() throws InterruptedException {
    Asked next = asked.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void pageGetsTheNoticeSigned() throws Exception {
    try (Telling telling = new Telling(List.of(webhook()), AT_ONCE)) {
      telling.add(notice("alice"));

      Asked asked = next();
      JsonValue body = Json.read(asked.body());
      assertThat(body.get("event").text()).contains("tunnel.online");
      assertThat(body.get("tunnel").text()).contains("https://nas.example.com");
      assertThat(body.get("account").text()).contains("alice");
      assertThat(body.get("time").text()).contains("2026-01-02T03:04:05Z");
      assertThat(asked.header(WebhookTarget.TIMESTAMP)).isEqualTo("1767323045");
      assertThat(asked.header(WebhookTarget.SIGNATURE))
          .isEqualTo(Signature.of(SECRET, 1_767_323_045, asked.body()));
    }
  }

  @Test
  void nameWithLineBreaksMakesNoHeader() throws Exception {
    try (Telling telling = new Telling(List.of(webhook()), AT_ONCE)) {
      telling.add(notice("a\r\nX-Evil: 1"));

      Asked asked = next();
      assertThat(asked.headers()).doesNotContainKey("X-evil");
      assertThat(Json.read(asked.body()).get("account").text()).contains("a\r\nX-Evil: 1");
    }
  }

  @Test
  void pageInTroubleIsAskedAgainAndOneThatRefusesIsNot() throws Exception {
    answers.addAll(List.of(500, 503, 200, 404));
    try (Telling telling = new Telling(List.of(webhook()), AT_ONCE)) {
      telling.add(notice("first"));
      telling.add(notice("second"));
      telling.add(notice("third"));

      for (String account : List.of("first", "first", "first", "second", "third")) {
        assertThat(Json.read(next().body()).get("account").text()).contains(account);
      }
    }
  }

  @Test
  void whoIsSlowHoldsUpNobodyAndWhatIsTooMuchIsCounted() {
    CountDownLatch never = new CountDownLatch(1);
    Target slow = notice -> never.await();
    try (Telling telling = new Telling(List.of(slow), AT_ONCE)) {
      for (int i = 0; i < Telling.MOST_WAITING + 11; i++) {
        telling.add(notice("alice"));
      }

      assertThat(telling.dropped()).isBetween(10L, 11L); // one is being told, or about to be
    }
    await().until(() -> threads().noneMatch("ngrokd-notify-tells"::equals));
  }

  private static Stream<String> threads() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
  }

  @Test
  void programFindsTheNoticeInItsEnvironmentAndNoShellReadsIt(@TempDir Path directory)
      throws Exception {
    Path told = directory.resolve("told");
    Path program = directory.resolve("program");
    Files.writeString(
        program,
        "#!/bin/sh\n{ echo \"$1\"; env; } > '%s.new'; mv '%s.new' '%s'\n"
            .formatted(told, told, told));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Target command =
        new CommandTarget(List.of(program.toString(), "$(touch pwned) ; x"), "example.com");

    try (Telling telling = new Telling(List.of(command), AT_ONCE)) {
      telling.add(notice("`touch pwned`\n\0"));
      await().until(() -> Files.exists(told));
    }

    assertThat(Files.readAllLines(told, StandardCharsets.UTF_8))
        .startsWith("$(touch pwned) ; x")
        .contains(
            "NGROKD_EVENT=tunnel.online",
            "NGROKD_TUNNEL=https://nas.example.com",
            "NGROKD_CLIENT=203.0.113.5:4242",
            "NGROKD_SERVER=example.com",
            "NGROKD_ACCOUNT=`touch pwned`··");
  }
}
