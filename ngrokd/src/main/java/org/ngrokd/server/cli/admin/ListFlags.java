package org.ngrokd.server.cli.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** In what order a list comes, and how much of it. */
final class ListFlags {
  private static final List<String> ORDERS = List.of("name", "rate", "bytes", "connections");

  @Option(
      names = {"-sort", "--sort"},
      paramLabel = "ORDER",
      defaultValue = "name",
      description = "By name, rate, bytes or connections (${DEFAULT-VALUE}).")
  private String sort = "";

  @Option(
      names = {"-limit", "--limit"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Only so many of the list, 0 for all (${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = {"-match", "--match"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only those in whose address, account or id this stands (all).")
  private String match = "";

  String query() {
    if (!ORDERS.contains(sort)) {
      throw new UsageException(
          "-sort '"
              + sort
              + "': expected "
              + String.join(", ", ORDERS).replaceFirst(", (?=[^,]*$)", " or "));
    }
    if (limit < 0 || limit > 999_999) {
      throw new UsageException("-limit '" + limit + "': expected a number, at most 999999");
    }
    return "?sort="
        + sort
        + (limit == 0 ? "" : "&limit=" + limit)
        + (match.isEmpty() ? "" : "&match=" + URLEncoder.encode(match, StandardCharsets.UTF_8));
  }
}
