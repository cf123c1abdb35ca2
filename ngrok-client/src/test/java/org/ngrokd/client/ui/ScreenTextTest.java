package org.ngrokd.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.inspect.Course;
import org.ngrokd.client.inspect.SeenBody;
import org.ngrokd.client.inspect.SeenExchange;
import org.ngrokd.client.inspect.SeenReply;
import org.ngrokd.client.session.Refusal;
import org.ngrokd.client.session.StatusBoard;
import org.ngrokd.client.session.StatusBoard.State;
import org.ngrokd.client.session.StatusBoard.Status;

class ScreenTextTest {
  /** Without the clock, which is in the local zone. */
  private static final int AFTER_CLOCK = "03:04:05 ".length();

  private static List<AttributedString> drawn(ScreenView view, int width, int height) {
    return ScreenText.lines(view, width, height, true);
  }

  private static List<String> plain(ScreenView view, int width, int height) {
    return drawn(view, width, height).stream()
        .map(each -> each.toString().stripTrailing())
        .toList();
  }

  private static String requestLine(SeenExchange seen, int width) {
    List<String> lines = plain(Views.online(seen), width, 24);
    return lines.get(lines.indexOf("-------------") + 1).substring(AFTER_CLOCK);
  }

  /** With the codes that a terminal would get. */
  private static String codes(ScreenView view, String part, boolean hasColors) {
    return ScreenText.lines(view, 80, 24, hasColors).stream()
        .filter(line -> line.toString().contains(part))
        .findFirst()
        .orElseThrow()
        .toAnsi();
  }

  @Test
  void everythingHasItsLine() {
    List<String> lines = plain(Views.online(Views.replied("/pay?id=7", 200, "OK")), 80, 24);

    assertThat(lines)
        .startsWith(
            "ngrok 1.7                                              q quits, c copies the URL",
            "",
            "Session Status    online",
            "Server            example.com:4443 (version 1.7)",
            "Latency           23 ms",
            "Web Interface     http://127.0.0.1:4040",
            "Forwarding        http://t1.example.com -> 127.0.0.1:8001",
            "                  http://t2.example.com -> 127.0.0.1:8002",
            "",
            "Connections       ttl      opn      rt1      rt5      p50      p90",
            "                  12       3        0.25     0.50     8.0 ms   1.50 s",
            "Bytes             2.0 KiB in, 4.8 MiB out",
            "",
            "HTTP Requests",
            "-------------")
        .hasSize(16);
    assertThat(lines.get(15))
        .endsWith("GET     /pay?id=7                   200 OK                    34 ms");
  }

  @Test
  void refusedTunnelIsBelowThoseThatAreOpen() {
    Refusal refusal =
        new Refusal(
            new TunnelConfig(
                "ssh", Map.of("tcp", LocalAddress.parse("22")), "", "", TunnelConfig.Options.NONE),
            "tcp",
            "port 2222 is in use");
    Status open = Views.online(1);
    Status status =
        new Status(
            open.state(),
            open.serverVersion(),
            open.reason(),
            open.nextAttempt(),
            open.latency(),
            open.routes(),
            List.of(new StatusBoard.Refused(refusal, Views.NOW)));

    assertThat(plain(Views.of(status, "", List.of()), 80, 24))
        .containsSubsequence(
            "Forwarding        http://t1.example.com -> 127.0.0.1:8001",
            "Refused           ssh (tcp): port 2222 is in use");
  }

  @ParameterizedTest
  @CsvSource({"80,24", "120,40", "40,10", "20,5", "10,3", "1,1"})
  void nothingIsWiderOrHigherThanTheScreen(int width, int height) {
    String wide = "/" + "名é😀e\u0301".repeat(60);
    ScreenView view =
        Views.of(
            Views.online(30),
            "warned ".repeat(30),
            Collections.nCopies(50, Views.replied(wide, 200, "名".repeat(30))));

    List<AttributedString> lines = drawn(view, width, height);

    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines).allSatisfy(each -> assertThat(each.columnLength()).isBetween(0, width));
  }

  @Test
  void longPathIsCutAndWhatFollowsStaysInItsColumn() {
    String line = requestLine(Views.replied("/" + "a".repeat(100), 404, "Not Found"), 80);

    assertThat(line).isEqualTo("GET     /" + "a".repeat(24) + "…  404 Not Found             34 ms");
  }

  @Test
  void wideScreenShowsMoreOfAPath() {
    String path = "/" + "a".repeat(60);

    assertThat(requestLine(Views.replied(path, 200, "OK"), 120)).contains(path + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"名", "a名", "😀", "e\u0301"})
  void lettersOfAnyWidthKeepTheColumns(String letters) {
    String line = requestLine(Views.replied("/x" + letters.repeat(40), 200, "OK"), 80);

    String before = line.substring(0, line.indexOf("200 OK"));
    assertThat(new AttributedString(before).columnLength()).isEqualTo(80 - AFTER_CLOCK - 26 - 9);
    assertThat(before).contains(letters.repeat(5)).contains("… ");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 7, 8, 9, 10, 13, 27, 127, 0x85, 0x9b, 0xad, 0x2028, 0x202e, 0x2066, 0xd800})
  void whatCouldSteerTheTerminalIsADot(int code) {
    String bad = Character.toString(code);
    SeenExchange seen =
        Views.exchange(
            "G" + bad,
            "/a" + bad + "[31mb",
            Views.replied("", 200, "O" + bad + "K").reply(),
            Course.State.DONE);
    ScreenView view =
        Views.of(Views.not(State.REFUSED, "re" + bad, Optional.empty()), "no" + bad, List.of(seen));

    assertThat(String.join("", plain(view, 80, 24)))
        .contains("G· ", "/a·[31mb ", "O·K ", "re·", "no·")
        .doesNotContain(bad);
  }

  @ParameterizedTest
  @CsvSource({"200,32", "302,36", "404,33", "502,31"})
  void statusHasTheColourOfItsKind(int status, int color) {
    ScreenView view = Views.online(Views.replied("/", status, "Reason"));

    assertThat(codes(view, "Reason", true)).contains("\u001b[" + color + "m" + status);
    assertThat(codes(view, "Reason", false)).doesNotContain("[" + color + "m");
  }

  @Test
  void informationalReplyAndAnOpenRequestHaveNoColour() {
    ScreenView upgraded = Views.online(Views.replied("/ws", 101, "Switching Protocols"));
    ScreenView open =
        Views.online(Views.exchange("GET", "/slow", Optional.empty(), Course.State.OPEN));

    assertThat(codes(upgraded, "Switching", true)).doesNotContain("[3");
    assertThat(codes(open, "/slow", true)).doesNotContain("[3").contains("…").doesNotContain("ms");
  }

  @Test
  void brokenRequestSaysSoInRed() {
    ScreenView view =
        Views.online(Views.exchange("GET", "/x", Optional.empty(), Course.State.BROKEN));

    assertThat(codes(view, "/x", true)).contains("\u001b[31mbroken off");
  }

  @Test
  void replyThatBrokeOffIsRedWhateverItsStatusSaid() {
    SeenReply reply = new SeenReply("HTTP/1.1", 200, "OK", List.of(), SeenBody.EMPTY);
    ScreenView view =
        Views.online(Views.exchange("GET", "/x", Optional.of(reply), Course.State.BROKEN));

    assertThat(codes(view, "/x", true)).contains("\u001b[31m200 broken off");
  }

  @Test
  void manyRefusedTunnelsAreCountedAndLeaveRoomForTheRest() {
    Status open = Views.online(10);
    List<StatusBoard.Refused> refused =
        IntStream.rangeClosed(1, 6).mapToObj(ScreenTextTest::refused).toList();
    Status status =
        new Status(
            open.state(),
            open.serverVersion(),
            open.reason(),
            open.nextAttempt(),
            open.latency(),
            open.routes(),
            refused);

    assertThat(plain(Views.of(status, "", List.of()), 80, 24))
        .contains(
            "                  and 8 more",
            "Refused           ssh3 (tcp): port 3 is in use",
            "                  and 3 more",
            "Bytes             2.0 KiB in, 4.8 MiB out");
    assertThat(codes(Views.of(status, "", List.of()), "ssh3", true)).contains("\u001b[31mssh3");
  }

  @Test
  void longRefusalIsWrapped() {
    StatusBoard.Refused refused =
        new StatusBoard.Refused(
            new Refusal(
                refused(1).refusal().tunnel(),
                "tcp",
                "Error binding TCP listener: port 2222 is the server's own; ask for another"),
            Views.NOW);
    Status open = Views.online(1);
    Status status =
        new Status(
            open.state(),
            open.serverVersion(),
            open.reason(),
            open.nextAttempt(),
            open.latency(),
            open.routes(),
            List.of(refused));

    assertThat(plain(Views.of(status, "", List.of()), 80, 24))
        .containsSequence(
            "Refused           ssh1 (tcp): Error binding TCP listener: port 2222 is the",
            "                  server's own; ask for another");
  }

  private static StatusBoard.Refused refused(int number) {
    TunnelConfig tunnel =
        new TunnelConfig(
            "ssh" + number,
            Map.of("tcp", LocalAddress.parse("22")),
            "",
            "",
            TunnelConfig.Options.NONE);
    Refusal refusal = new Refusal(tunnel, "tcp", "port " + number + " is in use");
    return new StatusBoard.Refused(refusal, Views.NOW);
  }

  @Test
  void waitTellsTheSecondsAndTheReason() {
    ScreenView view =
        Views.of(
            Views.not(
                State.WAITING,
                "The server closed the connection",
                Optional.of(Views.NOW.plus(Duration.ofMillis(4200)))),
            "",
            List.of());

    assertThat(plain(view, 80, 24))
        .contains(
            "Session Status    reconnecting in 5 s",
            "                  The server closed the connection");
    assertThat(codes(view, "reconnecting", true)).contains("\u001b[33mreconnecting");
  }

  @Test
  void whoWasNeverOnlineIsToldTheThreeThingsToDo() {
    ScreenView view =
        Views.of(Views.not(State.WAITING, "No answer", Optional.empty()), "", List.of());

    assertThat(plain(view, 80, 30)).containsAll(FirstSteps.lines()).doesNotContain("HTTP Requests");
    assertThat(plain(Views.online(), 80, 30)).doesNotContain(FirstSteps.lines().get(0));
  }

  @Test
  void waitThatIsOverIsNoNegativeTime() {
    ScreenView view =
        Views.of(
            Views.not(State.WAITING, "", Optional.of(Views.NOW.minusSeconds(3))), "", List.of());

    assertThat(plain(view, 80, 24)).contains("Session Status    reconnecting in 0 s");
  }

  @ParameterizedTest
  @CsvSource({"CONNECTING,connecting,36", "REFUSED,refused,31"})
  void otherStatesAreTold(State state, String text, int color) {
    ScreenView view = Views.of(Views.not(state, "", Optional.empty()), "", List.of());

    assertThat(codes(view, "Session Status", true)).contains("\u001b[" + color + "m" + text);
    assertThat(plain(view, 80, 24)).noneMatch(line -> line.startsWith("Forwarding"));
  }

  @Test
  void longReasonIsWrappedForTheCureIsAtItsEnd() {
    String reason =
        "The certificate of example.com:4443 is for localhost, *.localhost, but server_addr asks"
            + " for example.com; server_addr must be one of them";
    ScreenView view = Views.of(Views.not(State.REFUSED, reason, Optional.empty()), "", List.of());

    assertThat(plain(view, 80, 24))
        .containsSequence(
            "                  The certificate of example.com:4443 is for localhost,",
            "                  *.localhost, but server_addr asks for example.com; server_addr",
            "                  must be one of them");
  }

  @Test
  void tunnelsThatHaveNoRoomAreCounted() {
    assertThat(plain(Views.of(Views.online(100), "", List.of()), 80, 24))
        .contains("                  http://t6.example.com -> 127.0.0.1:8006")
        .contains("                  and 94 more")
        .contains("HTTP Requests");
  }

  @Test
  void smallScreenShowsTheTunnelsRatherThanTheCounters() {
    assertThat(plain(Views.of(Views.online(3), "", List.of()), 80, 10))
        .contains("Forwarding        http://t1.example.com -> 127.0.0.1:8001")
        .contains("                  http://t3.example.com -> 127.0.0.1:8003");
  }

  @Test
  void requestsFillTheScreenAndNoMore() {
    ScreenView view =
        Views.of(Views.online(2), "", Collections.nCopies(100, Views.replied("/many", 200, "OK")));

    assertThat(plain(view, 80, 24)).hasSize(24).filteredOn(l -> l.contains("/many")).hasSize(9);
    assertThat(plain(view, 80, 40)).hasSize(40).filteredOn(l -> l.contains("/many")).hasSize(25);
    assertThat(plain(view, 80, 15)).doesNotContain("HTTP Requests");
  }
}
