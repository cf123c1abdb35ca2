package org.ngrokd.server.teams.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Certificates from a CA, within one transaction. */
public final class CertificateTable {
  private final Handle handle;

  CertificateTable(Handle handle) {
    this.handle = handle;
  }

  /** Keeps one in place of what had its name and kind. */
  public void put(CertificateRow row) {
    handle
        .createUpdate(
            "INSERT INTO certificates (name, kind, serial, chain, secret, used_at) VALUES (:name,"
                + " :kind, :serial, :chain, :secret, :used) ON CONFLICT (name, kind) DO UPDATE SET"
                + " serial = excluded.serial, chain = excluded.chain, secret = excluded.secret,"
                + " used_at = excluded.used_at")
        .bind("name", row.name())
        .bind("kind", row.kind())
        .bind("serial", row.serial())
        .bind("chain", row.chain())
        .bind("secret", row.secret())
        .bind("used", Column.of(row.used()))
        .execute();
  }

  public List<CertificateRow> all() {
    return handle
        .createQuery("SELECT * FROM certificates ORDER BY name, kind")
        .map((row, ctx) -> read(row))
        .list();
  }

  public List<CertificateRow> find(String name) {
    return handle
        .createQuery("SELECT * FROM certificates WHERE name = :name ORDER BY kind")
        .bind("name", name)
        .map((row, ctx) -> read(row))
        .list();
  }

  /** The serial numbers that there are of each name. */
  public Map<String, Set<String>> serials() {
    Map<String, Set<String>> serials = new TreeMap<>();
    handle
        .createQuery("SELECT name, serial FROM certificates")
        .map((row, ctx) -> Map.entry(row.getString("name"), row.getString("serial")))
        .forEach(
            each ->
                serials
                    .computeIfAbsent(each.getKey(), first -> new TreeSet<>())
                    .add(each.getValue()));
    return serials;
  }

  public void used(String name, Instant at) {
    handle
        .createUpdate("UPDATE certificates SET used_at = :at WHERE name = :name AND used_at < :at")
        .bind("at", Column.of(at))
        .bind("name", name)
        .execute();
  }

  public void remove(String name) {
    handle.createUpdate("DELETE FROM certificates WHERE name = :name").bind("name", name).execute();
  }

  /** Notes that one is to be got anew. */
  public void ask(String name) {
    handle
        .createUpdate("INSERT INTO certificates_asked (name) VALUES (:name) ON CONFLICT DO NOTHING")
        .bind("name", name)
        .execute();
  }

  /** What was noted so, and is no more: of several servers one gets it. */
  public Set<String> takeAsked() {
    Set<String> asked = new TreeSet<>();
    for (String name :
        handle.createQuery("SELECT name FROM certificates_asked").mapTo(String.class).list()) {
      int taken =
          handle
              .createUpdate("DELETE FROM certificates_asked WHERE name = :name")
              .bind("name", name)
              .execute();
      if (taken == 1) {
        asked.add(name);
      }
    }
    return asked;
  }

  private static CertificateRow read(ResultSet row) throws SQLException {
    return new CertificateRow(
        row.getString("name"),
        row.getString("kind"),
        row.getString("serial"),
        row.getString("chain"),
        row.getString("secret"),
        Column.time(row, "used_at"));
  }
}
