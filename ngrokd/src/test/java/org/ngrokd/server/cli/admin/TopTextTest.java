package org.ngrokd.server.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;

class TopTextTest {
  private static final String STATUS =
      """
      {"server": {"version": "0.1.0", "state": "running", "uptimeSeconds": 7300,
                  "domain": "example.com\\u001b[2J"},
       "now": {"clients": 40, "tunnels": 95, "visitors": 310, "visitorsMost": 29000,
               "waitingForClients": 2, "perSecond": {"requests": 120.4, "bytesOut": 4300000}},
       "memory": {"waiting": 95, "waitingMost": 100, "heap": 80, "heapMost": 256,
                  "direct": 0, "directMost": 96, "descriptors": 812, "descriptorsMost": 65536},
       "slow": {"waits": [%s]}}
      """;

  private static final String WAITS =
      "{\"visitor\": \"198.51.100.7:4\", \"waitsFor\": \"service\", \"url\": \"http://nas\","
          + " \"seconds\": 14}";

  private static JsonValue json(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Seen seen(int tunnels, String waits) {
    List<JsonValue> rows =
        IntStream.range(0, tunnels)
            .mapToObj(
                i ->
                    json(
                        "{\"url\": \"https://a-name-%d.example.com\", \"open\": %d, \"since\": \"%s\"}"
                            .formatted(i, i, Instant.now())))
            .toList();
    return new Seen(json(STATUS.formatted(waits)), rows, "tunnels", tunnels, "");
  }

  private static List<String> lines(Seen seen, Wish wish, int width, int height) {
    return new TopText(seen, wish, false, true)
        .lines(width, height).stream().map(AttributedString::toString).toList();
  }

  private static Wish wish(int height) {
    return Wish.begin("rate").with(TopText.room(height));
  }

  @ParameterizedTest
  @CsvSource({"80, 24", "120, 40", "40, 12", "20, 5", "1, 1"})
  void nothingIsOutsideOfTheWindow(int width, int height) {
    List<String> lines = lines(seen(500, WAITS), wish(height), width, height);

    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines).allMatch(line -> line.length() <= width);
  }

  @Test
  void usualWindowShowsAllOfIt() {
    List<String> lines = lines(seen(500, WAITS), wish(24), 80, 24);

    assertThat(lines).hasSize(24);
    assertThat(lines.get(0))
        .startsWith("ngrokd 0.1.0  example.com·[2J  up 2h")
        .endsWith("/ filter");
    assertThat(lines.get(2)).contains("Clients").contains("40").contains("310/28K");
    assertThat(lines.get(3)).contains("120/s").contains("4.1M/s");
    assertThat(lines)
        .anyMatch(line -> line.contains("waits for the service of http://nas for 14s"));
    assertThat(lines).anyMatch(line -> line.startsWith("Tunnels 1-13 of 500 by rate"));
    assertThat(lines.get(23)).startsWith("https://a-name-12.example.com");
  }

  @Test
  void listBeginsAtTheSamePlaceWhoeverIsSlow() {
    List<String> quiet = lines(seen(3, ""), wish(24), 80, 24);
    List<String> slow =
        lines(seen(3, String.join(",", List.of(WAITS, WAITS, WAITS, WAITS))), wish(24), 80, 24);

    assertThat(quiet).anyMatch(line -> line.equals("Nobody is slow."));
    assertThat(slow).anyMatch(line -> line.equals("! and 2 more"));
    assertThat(slow.indexOf("Tunnels by rate")).isEqualTo(quiet.indexOf("Tunnels by rate"));
  }

  @Test
  void troubleIsToldAndWhatWasKnownStays() {
    List<String> lines = lines(seen(1, "").but("No ngrokd runs there"), wish(24), 80, 24);

    assertThat(lines).contains("No ngrokd runs there");
    assertThat(lines).anyMatch(line -> line.startsWith("https://a-name-0"));
  }

  @Test
  void rowsOfTheOtherListAreNotShownMeanwhile() {
    List<String> lines = lines(seen(3, ""), wish(24).of("clients"), 80, 24);

    assertThat(lines).noneMatch(line -> line.startsWith("https://"));
    assertThat(lines).anyMatch(line -> line.startsWith("ID "));
  }
}
