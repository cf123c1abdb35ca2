package org.ngrokd.server.teams.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.teams.store.AccountRow;

/** A program is signed in by somebody who is, at a browser. */
class DeviceLoginTest {
  @TempDir Path directory;
  private SignInServer server;
  private AccountRow alice;
  private Browser browser;
  private Browser program;

  @BeforeEach
  void start() {
    server = new SignInServer(directory, List.of());
    alice = server.account("alice");
    browser = server.browser();
    browser.post(server.link(alice).getPath(), Map.of());
    program = server.browser();
    program.address = "198.51.100.1";
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonValue begin() {
    return json(program.post("/-/device/code", Map.of("program", "ngrok on <b>desk</b>")));
  }

  private static JsonValue json(Browser.Shown shown) {
    return Json.read(shown.body().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonValue of, String name) {
    return of.get(name).text().orElse("");
  }

  private JsonValue ask(JsonValue codes) {
    server.clock.goOn(DeviceLogin.INTERVAL);
    return json(program.post("/-/device/token", Map.of("device_code", text(codes, "device_code"))));
  }

  private Browser.Shown type(String code) {
    String csrf = browser.get("/-/device").field("csrf");
    return browser.post("/-/device", Map.of("csrf", csrf, "code", code));
  }

  private Browser.Shown say(Browser.Shown confirmation, String word) {
    return browser.post(
        "/-/device",
        Map.of(
            "csrf", confirmation.field("csrf"), "code", confirmation.field("code"), "say", word));
  }

  @Test
  void whoIsAllowedGetsATokenOfTheAccountOnce() {
    JsonValue codes = begin();
    assertThat(text(codes, "user_code")).matches(Pattern.compile("[B-Z]{4}-[B-Z]{4}"));
    assertThat(text(ask(codes), "error")).isEqualTo("authorization_pending");

    Browser.Shown confirmation =
        type(text(codes, "user_code").toLowerCase(Locale.ROOT).replace("-", " "));
    assertThat(confirmation.body())
        .contains("ngrok on &lt;b&gt;desk&lt;/b&gt;", "198.51.100.1", text(codes, "user_code"));
    say(confirmation, "allow");

    JsonValue given = ask(codes);
    assertThat(text(given, "access_token")).isNotEmpty();
    assertThat(text(given, "account")).isEqualTo("alice");
    assertThat(text(given, "server_addr")).isEqualTo("example.com:1");
    String label = server.store.now(tables -> tables.tokens().of(alice.id()).get(0).label());
    assertThat(label).isEqualTo("ngrok on <b>desk</b>");
    assertThat(text(ask(codes), "error")).isEqualTo("expired_token");
  }

  @Test
  void whoIsDeniedGetsNone() {
    JsonValue codes = begin();

    say(type(text(codes, "user_code")), "deny");

    assertThat(text(ask(codes), "error")).isEqualTo("access_denied");
  }

  @Test
  void aCodeEndsAfterTenMinutes() {
    JsonValue codes = begin();
    server.clock.goOn(DeviceLogin.LIFE);

    assertThat(type(text(codes, "user_code")).status()).isEqualTo(404);
    assertThat(text(ask(codes), "error")).isEqualTo("expired_token");
  }

  @Test
  void aCodeEndsAfterFiveWrongTries() {
    JsonValue codes = begin();
    String right = text(codes, "user_code");
    String wrong = right.substring(0, 5) + (right.endsWith("BBBB") ? "CCCC" : "BBBB");

    for (int i = 0; i < 4; i++) {
      assertThat(type(wrong).status()).isEqualTo(404);
    }
    assertThat(type(right).status()).isEqualTo(200);
    assertThat(type(wrong).status()).isEqualTo(404);
    assertThat(type(right).status()).isEqualTo(404);
    assertThat(text(ask(codes), "error")).isEqualTo("expired_token");
  }

  @Test
  void whoAsksTooOftenIsToldToSlowDown() {
    JsonValue codes = begin();
    Map<String, String> question = Map.of("device_code", text(codes, "device_code"));

    assertThat(text(ask(codes), "error")).isEqualTo("authorization_pending");
    assertThat(text(json(program.post("/-/device/token", question)), "error"))
        .isEqualTo("slow_down");
    assertThat(text(ask(codes), "error")).isEqualTo("authorization_pending");
  }

  @Test
  void strangersAllowNothingAndEndNobodysCode() {
    JsonValue codes = begin();
    Browser stranger = server.browser();

    Browser.Shown page = stranger.get("/-/device?code=" + text(codes, "user_code"));
    assertThat(page.headers().get("location"))
        .isEqualTo("/-/oidc/auth?return=%2F-%2Fdevice%3Fcode%3D" + text(codes, "user_code"));
    assertThat(
            stranger
                .post("/-/device", Map.of("code", text(codes, "user_code"), "say", "allow"))
                .status())
        .isEqualTo(403);
    assertThat(
            browser
                .post("/-/device", Map.of("code", text(codes, "user_code"), "say", "allow"))
                .status())
        .as("without the session's word")
        .isEqualTo(403);
    assertThat(text(ask(codes), "error")).isEqualTo("authorization_pending");
  }

  @Test
  void anAddressGetsFewCodesAndAllTogetherABoundedNumber() {
    for (int i = 0; i < DeviceApi.CODES; i++) {
      begin();
    }
    assertThat(program.post("/-/device/code", Map.of()).status()).isEqualTo(429);

    for (int i = DeviceApi.CODES; i < DeviceLogin.WAITING; i++) {
      program.address = "10.0." + i / 250 + "." + i % 250;
      assertThat(program.post("/-/device/code", Map.of()).status()).isEqualTo(200);
    }
    program.address = "192.0.2.1";
    assertThat(program.post("/-/device/code", Map.of()).status()).isEqualTo(429);
    server.clock.goOn(DeviceLogin.LIFE);
    assertThat(program.post("/-/device/code", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void anAccountMayNotTypeCodesWithoutEnd() {
    begin();
    for (int i = 0; i < DevicePages.TYPED; i++) {
      assertThat(type("BBBB-BBBB").status()).isEqualTo(404);
    }

    assertThat(type("BBBB-BBBB").status()).isEqualTo(429);
  }

  @Test
  void anAccountThatWasDisabledMeanwhileGivesNoToken() {
    JsonValue codes = begin();
    say(type(text(codes, "user_code")), "allow");
    server.store.now(
        tables -> {
          tables.accounts().disable(alice.id(), true);
          return true;
        });

    assertThat(text(ask(codes), "error")).isEqualTo("access_denied");
  }
}
