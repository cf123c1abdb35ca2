package org.ngrokd.server.teams.site;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.Pieces;
import org.ngrokd.server.teams.store.AuditRow;
import org.ngrokd.server.teams.store.Store;

/** What the API tells admins of what was done, and of the settings that are in force. */
final class AuditApi {
  private static final String JSON_LINES = "application/jsonl";
  private static final int LINES_AT_ONCE = 200;

  private final Store store;
  private final Supplier<List<Settings>> settings;

  AuditApi(Store store, Supplier<List<Settings>> settings) {
    this.store = store;
    this.settings = settings;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/audit", "Who did what, the newest first", this::page)
            .forAdmins()
            .givesList(Resources.AuditLine.class)
            .query("before", "the page's place: next of the page before"),
        Endpoint.get("/audit.jsonl", "All of it as JSON lines, the oldest first", this::export)
            .forAdmins()
            .givesFile(JSON_LINES),
        Endpoint.get(
                "/settings",
                "The settings that are in force, secrets masked",
                call ->
                    CompletableFuture.completedFuture(new Resources.AllSettings(settings.get())))
            .forAdmins()
            .gives(Resources.AllSettings.class));
  }

  private CompletionStage<?> page(Call call) {
    String before = call.query("before");
    if (!before.matches("[0-9]{0,18}")) {
      throw Call.bad("before is '" + before + "'; expected a number");
    }
    long first = before.isEmpty() ? Long.MAX_VALUE : Long.parseLong(before);
    int limit = call.limit();
    return store
        .later(tables -> tables.audit().page(first, limit + 1))
        .thenApply(
            rows ->
                new Resources.Page(
                    rows.stream().limit(limit).map(Resources.AuditLine::of).toList(),
                    rows.size() > limit ? Long.toString(rows.get(limit - 1).seq()) : null));
  }

  private CompletionStage<?> export(Call call) {
    return CompletableFuture.completedFuture(
        Answer.streamed(JSON_LINES, Pieces.later(new Lines()))
            .with("Content-Disposition", "attachment; filename=\"audit.jsonl\""));
  }

  /** The lines, some at a time. One question at a time. */
  private final class Lines implements Pieces.Source {
    private long last;

    @Override
    public CompletionStage<Optional<byte[]>> next() {
      return store
          .later(tables -> tables.audit().from(last, LINES_AT_ONCE))
          .thenApply(this::written);
    }

    private Optional<byte[]> written(List<AuditRow> rows) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (AuditRow row : rows) {
        lines.writeBytes(Json.camel(Resources.AuditLine.of(row)));
        lines.write('\n');
        last = row.seq();
      }
      return rows.isEmpty() ? Optional.empty() : Optional.of(lines.toByteArray());
    }
  }
}
