package org.ngrokd.server.cli.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.text.Numbers;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.text.Wrapped;

/** The server as a whole, in a few lines of what people call things. Used by one thread. */
final class StatusText {
  private static final int LABEL = 13;
  private static final int MOST_LINES = 20;

  private final JsonValue status;
  private final List<String> lines = new ArrayList<>();

  StatusText(JsonValue status) {
    this.status = status;
  }

  List<String> lines() {
    server(status.get("server"));
    now(status.get("now"));
    memory(status.get("memory"));
    JsonValue limits = status.get("limits");
    fact(
        "Limits met",
        limits.keys().stream()
            .map(key -> key + " " + Amounts.of(limits.get(key)))
            .collect(Collectors.joining(", ")),
        "none");
    slow(status.get("slow"));
    return List.copyOf(lines);
  }

  private void server(JsonValue server) {
    lines.add(
        "ngrokd %s for %s: %s for %s (process %s)"
            .formatted(
                Texts.of(server, "version"),
                Texts.of(server, "domain"),
                Texts.of(server, "state"),
                Amounts.span(Amounts.of(server.get("uptimeSeconds"))),
                Texts.of(server, "pid")));
    JsonValue listeners = server.get("listeners");
    fact(
        "Listens",
        listeners.keys().stream()
            .map(key -> key + " " + Texts.of(listeners, key))
            .collect(Collectors.joining(", ")),
        "nowhere");
    fact("State in", Texts.of(server, "stateDirectory"), "-");
  }

  private void now(JsonValue now) {
    long most = Amounts.of(now.get("visitorsMost"));
    fact(
        "Now",
        "clients %d, tunnels %d, visitors %d%s"
            .formatted(
                Amounts.of(now.get("clients")),
                Amounts.of(now.get("tunnels")),
                Amounts.of(now.get("visitors")),
                most == 0 ? "" : " of " + most),
        "");
    JsonValue rate = now.get("perSecond");
    fact(
        "Per second",
        "%s requests, %s connections, %s in, %s out"
            .formatted(
                Amounts.number(Amounts.fraction(rate.get("requests"))),
                Amounts.number(Amounts.fraction(rate.get("connections"))),
                Numbers.bytes((long) Amounts.fraction(rate.get("bytesIn"))),
                Numbers.bytes((long) Amounts.fraction(rate.get("bytesOut")))),
        "");
    fact(
        "Waiting",
        "visitors for a client %d, clients that have not said who they are %d"
            .formatted(
                Amounts.of(now.get("waitingForClients")), Amounts.of(now.get("unknownClients"))),
        "");
  }

  private void memory(JsonValue memory) {
    fact(
        "Memory",
        "waits for somebody %s; heap %s; buffers %s; descriptors %d of %d"
            .formatted(
                of(memory, "waiting"),
                of(memory, "heap"),
                of(memory, "direct"),
                Amounts.of(memory.get("descriptors")),
                Amounts.of(memory.get("descriptorsMost"))),
        "");
  }

  private static String of(JsonValue memory, String what) {
    return Numbers.bytes(Amounts.of(memory.get(what)))
        + " of "
        + Numbers.bytes(Amounts.of(memory.get(what + "Most")));
  }

  private void slow(JsonValue slow) {
    List<String> told = StatusWords.slow(slow);
    fact("Slow", told.isEmpty() ? "nobody" : told.get(0), "");
    told.stream().skip(1).forEach(line -> fact("", line, ""));
  }

  private void fact(String label, String text, String orElse) {
    String shown = Printable.dotted(text.isEmpty() ? orElse : text);
    String beside = label;
    for (String line : Wrapped.lines(shown, WatchCommand.WIDTH - LABEL, MOST_LINES)) {
      lines.add(beside + " ".repeat(LABEL - beside.length()) + line);
      beside = "";
    }
  }
}
