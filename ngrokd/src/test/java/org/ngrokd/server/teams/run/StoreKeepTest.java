package org.ngrokd.server.teams.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.keep.OrderNotes.Ordered;
import org.ngrokd.server.acme.keep.OrderNotes.Paused;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.EveryStore;
import org.ngrokd.server.testing.TestDatabase;
import org.ngrokd.server.testing.TestIdentities;

/** Certificates that several servers share. */
class StoreKeepTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private StoreKeep keep(TestDatabase database) {
    return StoreKeep.open(database.options(), StateDirectory.at(database.home()));
  }

  private static Kept kept(KeyKind kind, String... names) {
    Identity identity =
        TestIdentities.of(kind.newKeyPair(), NOW, NOW.plus(Duration.ofDays(90)), names);
    return new Kept(names[0], identity, NOW);
  }

  @EveryStore
  void whatOneServerKeepsTheOtherHas(TestDatabase database) {
    Kept wildcard = kept(KeyKind.ECDSA_P256, "*.example.net", "example.net");
    Kept rsa = kept(KeyKind.RSA_2048, "*.example.net", "example.net");
    try (StoreKeep one = keep(database);
        StoreKeep other = keep(database)) {
      one.put(wildcard);
      one.put(rsa);

      assertThat(other.all()).containsExactlyInAnyOrder(wildcard, rsa);
      assertThat(other.find("*.example.net")).hasSize(2);
      assertThat(other.shared())
          .contains(Map.of("*.example.net", Set.of(wildcard.serial(), rsa.serial())));

      Kept renewed = kept(KeyKind.ECDSA_P256, "*.example.net");
      other.put(renewed);
      assertThat(one.find("*.example.net")).containsExactlyInAnyOrder(renewed, rsa);

      one.used("*.example.net", NOW.plusSeconds(60));
      other.used("*.example.net", NOW.plusSeconds(30));
      assertThat(one.all()).extracting(Kept::usedAt).containsOnly(NOW.plusSeconds(60));

      other.remove("*.example.net");
      assertThat(one.all()).isEmpty();
    }
  }

  @EveryStore
  void allServersHaveOneAccount(TestDatabase database) {
    String ca = "https://ca.example.net/dir";
    try (StoreKeep one = keep(database);
        StoreKeep other = keep(database)) {
      KeyPair first = one.accountKey(ca, KeyKind.ECDSA_P256::newKeyPair);
      KeyPair second = other.accountKey(ca, KeyKind.ECDSA_P256::newKeyPair);

      assertThat(second.getPrivate()).isEqualTo(first.getPrivate());
      assertThat(second.getPublic().getEncoded()).isEqualTo(first.getPublic().getEncoded());
    }
  }

  @EveryStore
  void oneOfTheServersDoesWhatIsAskedFor(TestDatabase database) {
    try (StoreKeep one = keep(database);
        StoreKeep other = keep(database)) {
      one.ask("a.example.net");
      one.ask("a.example.net");

      assertThat(other.takeAsked()).containsExactly("a.example.net");
      assertThat(one.takeAsked()).isEmpty();
    }
  }

  @EveryStore
  void whatOneServerAskedCountsForTheOther(TestDatabase database) {
    Ordered good = new Ordered("example.net", NOW);
    Ordered vain = new Ordered("example.net", NOW.plusMillis(1));
    Paused pause = new Paused("a.example.net", Duration.ofMinutes(2), NOW.plusSeconds(120));
    try (StoreKeep one = keep(database);
        StoreKeep other = keep(database)) {
      one.notes().ordered(new Ordered("example.net", NOW.minus(Duration.ofDays(8))));
      one.notes().ordered(good);
      one.notes().ordered(vain);
      one.notes().inVain(vain);
      one.notes().paused(new Paused("a.example.net", Duration.ofMinutes(1), NOW));
      one.notes().paused(pause);
      one.notes().paused(new Paused("b.example.net", Duration.ofMinutes(1), NOW));
      one.notes().unpaused("b.example.net");

      assertThat(other.notes().areShared()).isTrue();
      assertThat(other.notes().ordered(NOW.minus(Duration.ofDays(7))))
          .containsExactly(good, vain.inVain());
      assertThat(other.notes().paused(NOW)).containsExactly(pause);
    }
  }

  @EveryStore
  void oneOfTheServersHasAnOrderToItself(TestDatabase database) {
    Instant end = NOW.plus(Duration.ofMinutes(10));
    try (StoreKeep one = keep(database);
        StoreKeep other = keep(database)) {
      assertThat(one.claim("a.example.net", NOW, end)).isTrue();
      assertThat(other.claim("a.example.net", NOW, end)).isFalse();
      assertThat(other.claim("b.example.net", NOW, end)).isTrue();

      one.release("a.example.net");
      assertThat(other.claim("a.example.net", NOW, end)).isTrue();

      Instant after = end.plusSeconds(1);
      assertThat(one.claim("a.example.net", after, after.plusSeconds(60)))
          .as("the other is taken for dead")
          .isTrue();
    }
  }
}
