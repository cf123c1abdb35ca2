package org.ngrokd.server.teams.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ngrokd.server.teams.store.Samples.NOW;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ngrokd.server.teams.store.AccountRow.Identity;
import org.ngrokd.server.teams.store.AccountRow.Person;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;

/** Every statement on every database. */
class TablesTest {
  private static void in(TestDatabase database, Consumer<Tables> work) {
    boolean unused =
        database
            .store()
            .now(
                tables -> {
                  work.accept(tables);
                  return true;
                });
  }

  @EveryStore
  void accountsAreFoundByAllThatTheyAreKnownBy(TestDatabase database) {
    AccountRow alice = Samples.account("alice");

    in(database, tables -> tables.accounts().add(alice));

    in(
        database,
        tables -> {
          AccountTable accounts = tables.accounts();
          assertThat(accounts.withId(alice.id())).contains(alice);
          assertThat(accounts.withIdentity(alice.identity().orElseThrow())).contains(alice);
          assertThat(accounts.withSubdomain("alice")).contains(alice);
          assertThat(accounts.withEmail("alice@example.com")).containsExactly(alice);
          assertThat(accounts.withId("another")).isEmpty();
          assertThat(accounts.count()).isEqualTo(1);
        });
  }

  @EveryStore
  void accountsChange(TestDatabase database) {
    String id = Samples.id("alice");
    Samples.add(database.store(), "alice");

    in(
        database,
        tables -> {
          AccountTable accounts = tables.accounts();
          accounts.signedIn(id, new Person("Älice", "new@example.com"), NOW.plusSeconds(1));
          accounts.identify(id, new Identity("other", "7"));
          accounts.changeRole(id, Role.ADMIN);
          accounts.disable(id, true);
          accounts.changeLimits(id, "tunnels: 3");
          accounts.rememberPort(id, 20001);
        });

    in(
        database,
        tables ->
            assertThat(tables.accounts().withId(id))
                .contains(
                    new AccountRow(
                        id,
                        Optional.of(new Identity("other", "7")),
                        new Person("Älice", "new@example.com"),
                        "alice",
                        Role.ADMIN,
                        true,
                        "tunnels: 3",
                        20001,
                        NOW,
                        Optional.of(NOW.plusSeconds(1)))));
  }

  @EveryStore
  void keysAreOneAccountsAndGoWithIt(TestDatabase database) {
    Samples.add(database.store(), "alice", "bob");
    SshKeyRow key = Samples.key("SHA256:a", "alice");

    in(
        database,
        tables -> {
          assertThat(tables.keys().add(key)).isTrue();
          assertThat(tables.keys().add(key)).isFalse();
          assertThat(tables.keys().add(Samples.key("SHA256:a", "bob"))).isFalse();
          assertThat(tables.keys().add(Samples.key("SHA256:A", "bob"))).isTrue();
          tables.keys().used("SHA256:a", NOW);
        });

    in(
        database,
        tables -> {
          SshKeyTable keys = tables.keys();
          assertThat(keys.find("SHA256:a").flatMap(SshKeyRow::used)).contains(NOW);
          assertThat(keys.find("SHA256:b")).isEmpty();
          assertThat(keys.of(Samples.id("alice"))).hasSize(1);
          assertThat(keys.owners())
              .contains(new SshKeyRow.Owner("SHA256:a", Samples.id("alice"), Optional.of(NOW)));
          assertThat(keys.remove("SHA256:a", Samples.id("bob"))).isFalse();
          assertThat(keys.remove("SHA256:a", Samples.id("alice"))).isTrue();
          tables.accounts().remove(Samples.id("bob"));
          assertThat(keys.owners()).isEmpty();
        });
  }

  @EveryStore
  void whoCannotSignInHasNoIdentityAndThereMayBeSeveral(TestDatabase database) {
    for (String name : List.of("one", "two")) {
      AccountRow row = Samples.account(name);
      AccountRow without =
          new AccountRow(
              row.id(),
              Optional.empty(),
              row.person(),
              name,
              Role.MEMBER,
              false,
              "",
              0,
              NOW,
              Optional.of(NOW));

      in(database, tables -> tables.accounts().add(without));

      in(database, tables -> assertThat(tables.accounts().withId(row.id())).contains(without));
    }
  }

  @EveryStore
  void peopleAreLookedForInAllTheirLetters(TestDatabase database) {
    Samples.add(database.store(), "zoe", "bob", "a-b", "ab", "a_b");
    in(
        database,
        tables ->
            tables
                .accounts()
                .signedIn(Samples.id("zoe"), new Person("ZOË 王", "z%@Example.com"), NOW));

    assertThat(found(database, "zoë")).containsExactly("zoe");
    assertThat(found(database, "王")).containsExactly("zoe");
    assertThat(found(database, "Z%@")).containsExactly("zoe");
    assertThat(found(database, "a_b")).containsExactly("a_b");
    assertThat(found(database, "")).containsExactly("a-b", "a_b", "ab", "bob", "zoe");
  }

  private static List<String> found(TestDatabase database, String part) {
    return database
        .store()
        .now(
            tables ->
                tables.accounts().page(part, "", 10).stream().map(AccountRow::subdomain).toList());
  }

  @EveryStore
  void pagesFollowEachOther(TestDatabase database) {
    Samples.add(database.store(), "a", "b", "c");

    in(
        database,
        tables -> {
          assertThat(tables.accounts().page("", "", 2))
              .extracting(AccountRow::subdomain)
              .containsExactly("a", "b");
          assertThat(tables.accounts().page("", "b", 2))
              .extracting(AccountRow::subdomain)
              .containsExactly("c");
        });
  }

  @EveryStore
  void whatBelongsToAnAccountGoesWithIt(TestDatabase database) {
    Samples.add(database.store(), "alice", "bob");
    in(
        database,
        tables -> {
          tables.names().add(Samples.subdomain("alice", "alice"));
          tables.tokens().add(Samples.token("t1", "alice"));
          tables.sessions().add(Samples.session("s1", "alice"));
          tables.once().add("link", "h", Optional.of(Samples.id("alice")), NOW.plusSeconds(9));
          tables.tokens().add(Samples.token("t2", "bob"));
        });

    in(database, tables -> tables.accounts().remove(Samples.id("alice")));

    in(
        database,
        tables -> {
          assertThat(tables.names().all()).isEmpty();
          assertThat(tables.tokens().withId("t1")).isEmpty();
          assertThat(tables.sessions().withHash("s1")).isEmpty();
          assertThat(tables.once().take("link", "h", NOW)).isEmpty();
          assertThat(tables.tokens().withId("t2")).isPresent();
        });
  }

  @EveryStore
  void aNameIsOneAccounts(TestDatabase database) {
    Samples.add(database.store(), "alice", "bob");
    NameRow name = Samples.subdomain("shop", "alice");

    in(
        database,
        tables -> {
          assertThat(tables.names().add(name)).isTrue();
          assertThat(tables.names().add(Samples.subdomain("shop", "bob"))).isFalse();
          assertThat(tables.names().find(NameKind.SUBDOMAIN, "shop")).contains(name);
          assertThat(tables.names().find(NameKind.HOSTNAME, "shop")).isEmpty();
          assertThat(tables.names().of(Samples.id("alice"))).containsExactly(name);
          assertThat(tables.names().remove(NameKind.SUBDOMAIN, "shop", Samples.id("bob")))
              .isFalse();
          assertThat(tables.names().remove(NameKind.SUBDOMAIN, "shop", Samples.id("alice")))
              .isTrue();
          assertThat(tables.names().all()).isEmpty();
        });
  }

  @EveryStore
  void tokensAreKept(TestDatabase database) {
    Samples.add(database.store(), "alice", "bob");
    TokenRow token =
        new TokenRow(
            "id1",
            Samples.id("alice"),
            "CI",
            "00ffaa",
            List.of("read", "tunnels"),
            NOW,
            Optional.empty(),
            Optional.of(NOW.plusSeconds(60)));

    in(
        database,
        tables -> {
          TokenTable tokens = tables.tokens();
          tokens.add(token);
          tokens.add(Samples.token("id2", "alice"));
          assertThat(tokens.withId("id1")).contains(token);
          assertThat(tokens.of(Samples.id("alice"))).hasSize(2);
          tokens.used("id1", NOW.plusSeconds(1));
          tokens.rehash("id2", "id3", "bb");
          assertThat(tokens.withId("id1").orElseThrow().used()).contains(NOW.plusSeconds(1));
          assertThat(tokens.withId("id3").orElseThrow().hash()).isEqualTo("bb");
          assertThat(tokens.remove("id1", Samples.id("bob"))).isFalse();
          assertThat(tokens.remove("id1", Samples.id("alice"))).isTrue();
        });
  }

  @EveryStore
  void sessionsEnd(TestDatabase database) {
    Samples.add(database.store(), "alice");

    in(
        database,
        tables -> {
          SessionTable sessions = tables.sessions();
          for (String hash : List.of("a", "b", "c", "d")) {
            sessions.add(Samples.session(hash, "alice"));
          }
          sessions.seen("b", NOW.plusSeconds(5));
          assertThat(sessions.of(Samples.id("alice")))
              .first()
              .isEqualTo(
                  new SessionRow(
                      "b", Samples.id("alice"), NOW, NOW.plusSeconds(5), "192.0.2.1", "Firefox"));
          assertThat(sessions.remove("a", "somebody else")).isFalse();
          assertThat(sessions.remove("a", Samples.id("alice"))).isTrue();
          assertThat(sessions.removeOld(NOW.plusSeconds(1), NOW)).isEqualTo(2);
          assertThat(sessions.removeAll(Samples.id("alice"))).isEqualTo(1);
        });
  }

  @EveryStore
  void whatIsGoodOnceIsTakenOnce(TestDatabase database) {
    Samples.add(database.store(), "alice");
    Optional<String> alice = Optional.of(Samples.id("alice"));

    in(
        database,
        tables -> {
          OnceTable once = tables.once();
          assertThat(once.add("link", "a", alice, NOW.plusSeconds(1))).isTrue();
          assertThat(once.add("link", "a", alice, NOW.plusSeconds(1))).isFalse();
          assertThat(once.add("state", "a", Optional.empty(), NOW)).isTrue();
          assertThat(once.take("link", "a", NOW.plusSeconds(1))).isEmpty();
        });
    in(database, tables -> assertThat(tables.once().take("link", "a", NOW)).isEqualTo(alice));
    in(
        database,
        tables -> {
          assertThat(tables.once().take("link", "a", NOW)).isEmpty();
          assertThat(tables.once().removeEnded(NOW)).isEqualTo(1);
        });
  }

  @EveryStore
  void devicesWaitForTheirPeople(TestDatabase database) {
    Samples.add(database.store(), "alice");
    DeviceRow device = Samples.device("h1", "BCDF-GHJK");
    DeviceRow allowed =
        new DeviceRow(
            device.hash(),
            device.userCode(),
            device.address(),
            device.program(),
            DeviceRow.State.ALLOWED,
            Optional.of(Samples.id("alice")),
            2,
            NOW.plusSeconds(5),
            device.ends());

    in(
        database,
        tables -> {
          DeviceTable devices = tables.devices();
          assertThat(devices.add(device)).isTrue();
          assertThat(devices.add(Samples.device("h2", "BCDF-GHJK"))).isFalse();
          assertThat(devices.withUserCode("BCDF-GHJK")).contains(device);
          assertThat(devices.startingWith("BCDF-")).contains(device);
          assertThat(devices.startingWith("BCDG-")).isEmpty();
          devices.update(allowed);
          assertThat(devices.withHash("h1")).contains(allowed);
          assertThat(devices.count()).isEqualTo(1);
          assertThat(devices.removeEnded(device.ends())).isEqualTo(1);
          devices.remove("h1");
        });
  }

  @EveryStore
  void theAuditLogGrows(TestDatabase database) {
    in(
        database,
        tables -> {
          for (String action : List.of("one", "two", "three")) {
            tables.audit().add(Samples.line(action));
          }
        });

    in(
        database,
        tables -> {
          List<AuditRow> newest = tables.audit().page(Long.MAX_VALUE, 2);
          assertThat(newest).extracting(AuditRow::action).containsExactly("three", "two");
          assertThat(tables.audit().page(newest.get(1).seq(), 2))
              .extracting(AuditRow::action)
              .containsExactly("one");
          assertThat(tables.audit().from(0, 2))
              .extracting(AuditRow::action)
              .containsExactly("one", "two");
        });
  }

  @EveryStore
  void anOwnValueIsKeptOnce(TestDatabase database) {
    in(
        database,
        tables -> {
          assertThat(tables.own().keep("key", "first")).isEqualTo("first");
          assertThat(tables.own().keep("key", "second")).isEqualTo("first");
          assertThat(tables.own().find("none")).isEmpty();
        });
  }

  @EveryStore
  void lettersThatNoDatabaseTakesAreReplaced(TestDatabase database) {
    Samples.add(database.store(), "alice");
    Person odd = new Person("a\0b\ud800c👋\u202e", "'; DROP TABLE accounts; --\\");

    in(database, tables -> tables.accounts().signedIn(Samples.id("alice"), odd, NOW));

    in(
        database,
        tables ->
            assertThat(tables.accounts().withId(Samples.id("alice")).orElseThrow().person())
                .isEqualTo(new Person("a\ufffdb\ufffdc👋\u202e", odd.email())));
  }
}
