package org.ngrokd.server.teams.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What the CA was asked lately, and who asks it now, within one transaction. */
public final class OrderTable {
  private final Handle handle;

  /**
   * An order.
   *
   * @param domain the registered domain; "" for one that brought no certificate
   */
  public record Order(String domain, Instant at) {}

  /** A name that is not asked for before an end. */
  public record Pause(String name, Duration length, Instant end) {}

  OrderTable(Handle handle) {
    this.handle = handle;
  }

  /** The orders since then; older ones are gone. */
  public List<Order> ordered(Instant since) {
    handle
        .createUpdate("DELETE FROM certificates_ordered WHERE ordered_at < :since")
        .bind("since", Column.of(since))
        .execute();
    return handle
        .createQuery("SELECT domain, ordered_at FROM certificates_ordered ORDER BY ordered_at")
        .map((row, ctx) -> new Order(row.getString("domain"), Column.time(row, "ordered_at")))
        .list();
  }

  public void add(String domain, Instant at) {
    handle
        .createUpdate("INSERT INTO certificates_ordered (domain, ordered_at) VALUES (:domain, :at)")
        .bind("domain", domain)
        .bind("at", Column.of(at))
        .execute();
  }

  /** One of them brought no certificate. */
  public void inVain(String domain, Instant at) {
    handle
        .createUpdate(
            "UPDATE certificates_ordered SET domain = '' WHERE domain = :domain AND ordered_at ="
                + " :at")
        .bind("domain", domain)
        .bind("at", Column.of(at))
        .execute();
  }

  /** The pauses that ended since then or last on; older ones are gone. */
  public List<Pause> paused(Instant since) {
    handle
        .createUpdate("DELETE FROM certificates_paused WHERE ends_at < :since")
        .bind("since", Column.of(since))
        .execute();
    return handle
        .createQuery("SELECT name, seconds, ends_at FROM certificates_paused ORDER BY name")
        .map(
            (row, ctx) ->
                new Pause(
                    row.getString("name"),
                    Duration.ofSeconds(row.getLong("seconds")),
                    Column.time(row, "ends_at")))
        .list();
  }

  public void pause(Pause pause) {
    handle
        .createUpdate(
            "INSERT INTO certificates_paused (name, seconds, ends_at) VALUES (:name, :seconds,"
                + " :end) ON CONFLICT (name) DO UPDATE SET seconds = excluded.seconds, ends_at ="
                + " excluded.ends_at")
        .bind("name", pause.name())
        .bind("seconds", pause.length().toSeconds())
        .bind("end", Column.of(pause.end()))
        .execute();
  }

  public void unpause(String name) {
    handle
        .createUpdate("DELETE FROM certificates_paused WHERE name = :name")
        .bind("name", name)
        .execute();
  }

  /**
   * Has an order to itself.
   *
   * @return false while another server has it
   */
  public boolean claim(String name, Instant now, Instant until) {
    return handle
            .createUpdate(
                "INSERT INTO certificates_claimed (name, ends_at) VALUES (:name, :until) ON"
                    + " CONFLICT (name) DO UPDATE SET ends_at = excluded.ends_at WHERE"
                    + " certificates_claimed.ends_at < :now")
            .bind("name", name)
            .bind("until", Column.of(until))
            .bind("now", Column.of(now))
            .execute()
        == 1;
  }

  public void release(String name) {
    handle
        .createUpdate("DELETE FROM certificates_claimed WHERE name = :name")
        .bind("name", name)
        .execute();
  }
}
