package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.accesslog.AccessLogOptions;
import org.ngrokd.server.accesslog.AccessLogOptions.Format;
import org.ngrokd.server.accesslog.AccessLogOptions.Rotation;
import org.ngrokd.server.options.Telemetry;
import org.ngrokd.server.traces.TraceOptions;

/** The metrics of a server of which all is on, and what is said of them elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringPagesIT {
  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final Path RULES = Path.of("../docs/monitoring/alerts.yml");
  private static final Path RULES_TEST = Path.of("src/test/resources/monitoring/alerts-test.yml");
  private static final Path DASHBOARD = Path.of("../docs/monitoring/ngrokd-dashboard.json");

  private static final Pattern NAME = Pattern.compile("ngrokd_[a-z_]*[a-z]");
  private static final String GET = "GET / HTTP/1.1\r\nHost: www.tunnel.example\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private static Path directory = Path.of(""); // a server is started before all tests
  private String ofTeams = "";
  private String ofVisitors = "";

  @BeforeAll
  void ask() throws Exception {
    Telemetry all =
        new Telemetry(
            Optional.of(
                new AccessLogOptions(
                    directory.resolve("access.log").toString(), Format.JSON, false, Rotation.NONE)),
            true,
            Optional.of(new TraceOptions(URI.create("http://127.0.0.1:9/v1/traces"), 0)));
    try (MonitoredServer monitored =
        MonitoredServer.start(
            MonitoredServer.monitored(
                TestServer.withTeams(
                    directory.resolve("teams"), TeamServer.DOMAIN, TeamServer.TEAMS),
                all))) {
      ofTeams = monitored.body("/metrics");
    }
    Path state = directory.resolve("state");
    try (MonitoredServer monitored =
            MonitoredServer.start(
                MonitoredServer.monitored(
                    MonitoredServer.byteExact(state),
                    new Telemetry(Optional.empty(), true, Optional.empty())));
        OldSession session = OldSession.online(monitored.server())) {
      session.tunnel("http", "www", 0);
      monitored.exchange(session, GET, OK);
      ofVisitors = monitored.body("/metrics");
    }
  }

  private Set<String> exposed() {
    return Stream.of(ofTeams, ofVisitors)
        .flatMap(String::lines)
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", -1)[2])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The metrics that a text names; a histogram by one of its three names is one. */
  private Set<String> named(String text) {
    Set<String> exposed = exposed();
    return NAME.matcher(text)
        .results()
        .map(found -> found.group())
        .map(
            name -> {
              String whole = name.replaceFirst("_(bucket|sum|count)$", "");
              return exposed.contains(whole) ? whole : name;
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> queries() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    return dashboard.path("panels").findValuesAsText("expr");
  }

  @Test
  void promtoolHasNothingToSayOfTheMetrics() throws Exception {
    Promtool.assumeThere();
    for (String metrics : List.of(ofTeams, ofVisitors)) {
      Path text = directory.resolve("metrics.txt");
      Files.writeString(text, metrics);
      Promtool.approves(text, "check", "metrics");
    }
  }

  @Test
  void thePageNamesAllThatThereAreAndNoOther() throws Exception {
    String page = Files.readString(PAGE);

    assertThat(exposed()).allSatisfy(name -> assertThat(page).contains("`" + name));
    assertThat(named(page)).isSubsetOf(exposed());
  }

  @Test
  void promtoolHasNothingToSayOfTheRules() {
    Promtool.assumeThere();
    Promtool.approves(RULES, "check", "rules", RULES.toString());
  }

  @Test
  void theRulesRaiseTheAlarmsThatTheyShould() {
    Promtool.assumeThere();
    Promtool.approves(RULES_TEST, "test", "rules", RULES_TEST.toString());
  }

  @Test
  void theRulesAndTheDashboardNameOnlyMetricsThatThereAre() throws Exception {
    assertThat(named(Files.readString(RULES))).hasSizeGreaterThan(15).isSubsetOf(exposed());
    assertThat(named(Files.readString(DASHBOARD))).hasSizeGreaterThan(25).isSubsetOf(exposed());
  }

  @Test
  void eachQueryOfTheDashboardIsOne() throws Exception {
    Promtool.assumeThere();
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    List<String> queries = queries();
    for (int i = 0; i < queries.size(); i++) {
      String query = queries.get(i).replace("$__rate_interval", "1m");
      rules
          .append("      - record: panel:query%d\n        expr: |\n".formatted(i))
          .append("          " + query + "\n");
    }
    Path file = directory.resolve("dashboard.yml");
    Files.writeString(file, rules.toString());

    assertThat(queries).hasSizeGreaterThan(30);
    Promtool.approves(file, "check", "rules", file.toString());
  }
}
