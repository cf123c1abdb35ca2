package org.ngrokd.client.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the table in docs/agent.md.
 *
 * @param typed a command line, what stands in a file, or a request to the API
 * @param isFile whether it stands in a file
 * @param verdict works, refused or ignored
 * @param note what else is said
 */
record AgentRow(String typed, boolean isFile, String verdict, String note) {
  private static final Path PAGE = Path.of("../docs/agent.md");

  private static final Pattern ROW =
      Pattern.compile("\\| `(.+?)` \\| (works|refused|ignored) \\| (.*) \\|");

  /** All of them. */
  static List<AgentRow> all() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(
            row ->
                new AgentRow(
                    row.group(1).replace("\\|", "|"),
                    row.group(1).startsWith("version: "),
                    row.group(2),
                    row.group(3)))
        .toList();
  }

  boolean isRequest() {
    return typed.matches("(GET|POST|PUT|DELETE) /api.*");
  }

  /** Whether a tunnel is open while it runs. */
  boolean opensTunnel() {
    return isFile
        ? typed.contains("tunnels:") || typed.contains("endpoints:")
        : typed.matches("(.* )?ngrok( --?[a-z-]+=\\S+)* (http|tcp|tls|start) .*");
  }

  @Override
  public String toString() {
    return typed + " " + verdict;
  }
}
