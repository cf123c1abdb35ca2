package org.ngrokd.server.teams.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;

/** Rows as they could be. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  private Samples() {}

  /** Somebody who signs in by the provider "acme". */
  static AccountRow account(String name) {
    return new AccountRow(
        id(name),
        Optional.of(new Identity("acme", "subject of " + name)),
        new Person("Name of " + name, name + "@example.com"),
        name,
        Role.MEMBER,
        false,
        "",
        0,
        NOW,
        Optional.empty());
  }

  static String id(String name) {
    return "id-" + name;
  }

  static NameRow subdomain(String name, String owner) {
    return new NameRow(NameKind.SUBDOMAIN, name, id(owner), NOW);
  }

  static TokenRow token(String id, String owner) {
    return new TokenRow(
        id, id(owner), "laptop", "hash-" + id, List.of(), NOW, Optional.empty(), Optional.empty());
  }

  static SshKeyRow key(String fingerprint, String owner) {
    return new SshKeyRow(
        fingerprint, id(owner), "ssh-ed25519", "AAAA", 256, "laptop", NOW, Optional.empty());
  }

  static SessionRow session(String hash, String owner) {
    return new SessionRow(hash, id(owner), NOW, NOW, "192.0.2.1", "Firefox");
  }

  static AuditRow line(String action) {
    return new AuditRow(0, NOW, "alice", "192.0.2.1", action, "target", "");
  }

  static DeviceRow device(String hash, String code) {
    return new DeviceRow(
        hash,
        code,
        "192.0.2.1",
        "ngrok on laptop",
        DeviceRow.State.WAITING,
        Optional.empty(),
        0,
        NOW,
        NOW.plusSeconds(600));
  }

  /** Adds accounts. */
  static void add(Store store, String... names) {
    int unused =
        store.now(
            tables -> {
              for (String name : names) {
                tables.accounts().add(account(name));
              }
              return names.length;
            });
  }
}
