package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

class StoreTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @EveryStore
  void anAccountIsKeptAsItIs(TestDatabase database) {
    AccountRow alice =
        new AccountRow(
            "0123456789abcdef",
            Optional.empty(),
            new Person("Alice", "alice@example.com"),
            "alice",
            Role.ADMIN,
            false,
            "",
            0,
            NOW,
            Optional.empty());

    database
        .store()
        .now(
            tables -> {
              tables.accounts().add(alice);
              return null;
            });

    Optional<AccountRow> kept =
        database.store().now(tables -> tables.accounts().withId(alice.id()));
    assertThat(kept).contains(alice);
  }
}
