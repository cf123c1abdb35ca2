package org.ngrokd.server.cluster.postgresql;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.teams.store.SharedPostgres;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of changes by a connection of its own, on thread {@code ngrokd-cluster-hears}. When that
 * breaks, another one is made, and what came between is missed.
 */
final class Notifications implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  /** Between two looks whether the silence is that of a database that is there. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final SharedPostgres database;
  private final Engine.Changes changes;
  private final Thread thread;
  private volatile boolean isClosed;

  private Notifications(SharedPostgres database, Engine.Changes changes) {
    this.database = database;
    this.changes = changes;
    this.thread = new Thread(this::run, "ngrokd-cluster-hears");
    this.thread.setDaemon(true);
  }

  static Notifications begin(SharedPostgres database, Engine.Changes changes) {
    Notifications begun = new Notifications(database, changes);
    begun.thread.start();
    return begun;
  }

  private void run() {
    while (!isClosed) {
      try (Connection connection = database.quick(Calls.ANSWER).getConnection()) {
        hear(connection);
      } catch (SQLException e) {
        changes.interrupted(database.words(e));
        pause();
      }
    }
  }

  private void hear(Connection connection) throws SQLException {
    run(connection, "LISTEN ngrokd_cluster");
    changes.missed();
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (!isClosed) {
      PGNotification[] heard = postgres.getNotifications((int) SILENCE.toMillis());
      if (heard == null || heard.length == 0) {
        run(connection, "SELECT 1");
        continue;
      }
      for (PGNotification each : heard) {
        told(each.getParameter());
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean unused = statement.execute(sql);
    }
  }

  private void told(String text) {
    try {
      JsonValue told = Json.read(text.getBytes(StandardCharsets.UTF_8));
      Optional<String> gone = told.get("gone").text();
      Optional<String> came = told.get("came").text();
      Optional<String> name = told.get("name").text();
      Optional<Long> epoch = told.get("epoch").number();
      if (gone.isPresent()) {
        changes.gone(gone.get());
      } else if (came.isPresent()) {
        changes.came(came.get());
      } else if (name.isPresent() && epoch.isPresent()) {
        changes.held(
            new Held(
                name.get(),
                told.get("url").text().orElseThrow(),
                told.get("node").text().orElseThrow(),
                epoch.get()));
      } else {
        name.ifPresent(changes::freed);
      }
    } catch (RuntimeException e) {
      LOG.warn("A change in the cluster is not understood, and all is looked up anew", e);
      changes.missed();
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      isClosed = true;
    }
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
  }
}
