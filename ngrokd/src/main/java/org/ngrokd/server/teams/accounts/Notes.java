package org.ngrokd.server.teams.accounts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.teams.store.SshKeyRow;
import org.ngrokd.server.teams.store.Store;
import org.ngrokd.server.teams.store.Tables;
import org.ngrokd.server.teams.store.TokenRow;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the database is told when there is time: that tokens and keys were used, which port an
 * account had, and how a token is found without a search. Nobody waits for it. Safe from any
 * thread.
 */
final class Notes {
  /** Of tokens' use nobody needs to know more exactly. */
  private static final Duration EXACT_TO = Duration.ofMinutes(1);

  /** At a time, so that nobody who has something urgent waits long. */
  private static final int MOST = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

  private final Store store;
  private final Clock clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private final Map<String, Note> waiting = new ConcurrentHashMap<>();

  /** Something to be written. */
  private interface Note {
    void write(Tables tables);
  }

  Notes(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** A token was used now. */
  void used(TokenRow row) {
    Instant now = clock.instant();
    if (isNews(row.id(), row.used(), now)) {
      waiting.put("used " + row.id(), tables -> tables.tokens().used(row.id(), now));
    }
  }

  /** A public key was used now. */
  void used(SshKeyRow.Owner key) {
    Instant now = clock.instant();
    if (isNews(key.fingerprint(), key.used(), now)) {
      waiting.put(
          "used " + key.fingerprint(), tables -> tables.keys().used(key.fingerprint(), now));
    }
  }

  private boolean isNews(String what, Optional<Instant> kept, Instant now) {
    Optional<Instant> before = Optional.ofNullable(used.get(what)).or(() -> kept);
    boolean isNews = before.filter(time -> time.isAfter(now.minus(EXACT_TO))).isEmpty();
    if (isNews) {
      used.put(what, now);
    }
    return isNews;
  }

  /** An account has a port. */
  void port(String accountId, int port) {
    waiting.put("port " + accountId, tables -> tables.accounts().rememberPort(accountId, port));
  }

  /** A token had to be searched for. */
  void found(TokenRow row, String token) {
    String hash = TokenHash.plain(token).toString();
    String id = TokenText.key(token);
    waiting.put("found " + row.id(), tables -> tables.tokens().rehash(row.id(), id, hash));
  }

  /** Writes what is waiting, without waiting for it. What cannot be written is lost. */
  void write() {
    List<Note> some = taken();
    if (some.isEmpty()) {
      return;
    }
    var unused =
        store
            .later(tables -> written(some, tables))
            .exceptionally(
                failure -> {
                  LOG.debug(
                      "{} notes are lost: {}",
                      some.size(),
                      Failures.oneLine(Failures.unwrapped(failure)));
                  used.clear();
                  return some.size();
                });
  }

  /** Writes all that is waiting, and waits for it. */
  void writeAll() {
    for (List<Note> some = taken(); !some.isEmpty(); some = taken()) {
      List<Note> these = some;
      store.now(tables -> written(these, tables));
    }
  }

  private static int written(List<Note> some, Tables tables) {
    some.forEach(note -> note.write(tables));
    return some.size();
  }

  private List<Note> taken() {
    List<Note> some = new ArrayList<>();
    var keys = waiting.keySet().iterator();
    while (keys.hasNext() && some.size() < MOST) {
      Note note = waiting.remove(keys.next());
      if (note != null) {
        some.add(note);
      }
    }
    return some;
  }
}
