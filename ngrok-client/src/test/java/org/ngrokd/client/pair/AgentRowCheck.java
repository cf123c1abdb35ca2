package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ngrokd.protocol.testing.Visitor;

/** Whether a row of the table in docs/agent.md is true, seen at one place. */
final class AgentRowCheck {
  private final AgentPlace place;

  private AgentRowCheck(AgentPlace place) {
    this.place = place;
  }

  /** Throws what is not as the row says. */
  static void at(AgentPlace place, AgentRow row) throws Exception {
    new AgentRowCheck(place).see(row);
  }

  private void see(AgentRow row) throws Exception {
    if (row.isRequest()) {
      request(row);
      return;
    }
    try (AgentRun run = row.isFile() ? withFile(row) : typed(row)) {
      if (row.verdict().equals("refused")) {
        refused(row, run);
      } else if (row.opensTunnel()) {
        if (row.verdict().equals("ignored")) {
          run.awaitLine("ignored");
        }
        AgentChecks.see(row, new AgentVisit(place, run));
      } else {
        assertThat(run.exitCode()).as(run.text()).isZero();
        if (row.verdict().equals("ignored")) {
          assertThat(run.text()).contains("ignored");
        }
        said(row, run.text());
      }
    }
  }

  /** What stands in quotes in the note is what the program says. */
  private static void said(AgentRow row, String text) {
    Pattern.compile("“([^”]+)”")
        .matcher(row.note())
        .results()
        .forEach(quoted -> assertThat(text).contains(quoted.group(1)));
  }

  private static void refused(AgentRow row, AgentRun run) throws InterruptedException {
    assertThat(run.exitCode()).as(run.text()).isPositive();
    assertThat(run.text()).doesNotContain("\tat ");
    said(row, run.text());
    assertThat(row.note()).as("what the program says").contains("“");
  }

  /** A line of a shell: variables, and then the program's words. */
  private AgentRun typed(AgentRow row) throws IOException {
    List<String> words = AgentPlace.words(place.here(row.typed()));
    Map<String, String> environment = new HashMap<>();
    while (!words.get(0).equals("ngrok")) {
      String[] variable = words.remove(0).split("=", 2);
      environment.put(variable[0], variable[1].replace("ca.crt", place.pair.ca().toString()));
    }
    List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
    if (row.opensTunnel() && !row.typed().contains("--log")) {
      arguments.add("--log=stdout");
    }
    boolean needsConfig =
        !row.typed().contains("-config") && environment.isEmpty() && row.opensTunnel();
    if (needsConfig) {
      arguments.add("--config=base.cfg");
    }
    Files.copy(
        place.directory.resolve("old.yml"),
        place.directory.resolve("ngrok.yml"),
        StandardCopyOption.REPLACE_EXISTING);
    return place.run(arguments, environment);
  }

  private AgentRun withFile(AgentRow row) throws IOException {
    Path file = place.directory.resolve("row.yml");
    Files.writeString(file, place.here(row.typed()).replace("; ", "\n"));
    List<String> words =
        row.opensTunnel() ? List.of("start", "--all", "--log=stdout") : List.of("config", "check");
    return place.run(
        Stream.concat(words.stream(), Stream.of("--config=base.cfg", "--config=row.yml")).toList(),
        Map.of());
  }

  /** What programs do with the API; the shapes are AgentApiIT's. */
  private void request(AgentRow row) throws Exception {
    List<String> words =
        List.of("http", place.here("8080"), "--name=web", "--log=stdout", "--config=base.cfg");
    try (AgentRun run = place.run(words, Map.of())) {
      assertThat(run.urls()).isNotEmpty();
      AgentVisit visit = new AgentVisit(place, run);
      assertThat(visit.status("/seen")).isEqualTo(200);
      String[] asked = row.typed().split(" ", 3);
      String path = asked[1].replace("ID", id(visit));
      String body = place.here(asked.length > 2 ? asked[2].replace("ID", id(visit)) : "");
      try (Visitor visitor = Visitor.connect(URI.create(run.api()).getPort())) {
        String answer =
            visitor
                .send(
                    asked[0]
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + body.length()
                        + "\r\nConnection: close\r\n\r\n"
                        + body)
                .readToEnd();
        assertThat(answer).startsWith("HTTP/1.1 2");
      }
    }
  }

  private static String id(AgentVisit visit) throws IOException {
    String listed = visit.asked("/api/requests/http");
    int at = listed.indexOf("\"id\":\"");
    return at < 0 ? "none" : listed.substring(at + 6, listed.indexOf('"', at + 6));
  }
}
