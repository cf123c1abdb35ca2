package org.ngrokd.server.acme.keep;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.keep.OrderNotes.Ordered;
import org.ngrokd.server.acme.keep.OrderNotes.Paused;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.CapturedLog;
import org.ngrokd.server.testing.TestIdentities;

class FileKeepTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String CA = "https://ca.example.net/dir";

  @TempDir private Path home;

  private FileKeep keep;

  @BeforeEach
  void open() {
    keep = again();
  }

  private FileKeep again() {
    return FileKeep.in(StateDirectory.at(home));
  }

  private static Kept kept(String... names) {
    return new Kept(names[0], TestIdentities.of(NOW, NOW.plus(Duration.ofDays(90)), names), NOW);
  }

  private static Kept ofRsa(String name) {
    return new Kept(
        name,
        TestIdentities.of(KeyKind.RSA_2048.newKeyPair(), NOW, NOW.plus(Duration.ofDays(90)), name),
        NOW);
  }

  @Test
  void whatWasPutIsThereAfterARestart() {
    Kept wildcard = kept("*.example.net", "example.net");
    Kept address = kept("203.0.113.10");
    Kept rsa = ofRsa("203.0.113.10");
    keep.put(wildcard);
    keep.put(address);
    keep.put(rsa);

    assertThat(again().all()).containsExactlyInAnyOrder(wildcard, address, rsa);
    assertThat(again().find("203.0.113.10")).containsExactlyInAnyOrder(address, rsa);
    assertThat(again().find("other.example.net")).isEmpty();
  }

  @Test
  void filesAreForTheirOwnerOnly() throws IOException {
    keep.put(kept("a.example.net"));
    keep.accountKey(CA, KeyKind.ECDSA_P256::newKeyPair);
    keep.ask("a.example.net");

    assertThat(modes(home.resolve("acme"))).containsOnly("rwx------", "rw-------");
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(3);
    }
  }

  private static List<String> modes(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .map(
              file -> {
                try {
                  return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whenANameWasUsedIsKnownAfterARestart() {
    keep.put(kept("a.example.net"));
    keep.put(ofRsa("a.example.net"));

    keep.used("a.example.net", NOW.plusSeconds(3600));
    keep.used("nobody.example.net", NOW);

    assertThat(again().all())
        .extracting(Kept::usedAt)
        .containsExactly(NOW.plusSeconds(3600), NOW.plusSeconds(3600));
  }

  @Test
  void removedOneIsGoneWithBothKeys() {
    keep.put(kept("*.example.net"));
    keep.put(ofRsa("*.example.net"));
    keep.put(kept("a.example.net"));

    keep.remove("*.example.net");

    assertThat(again().all()).extracting(Kept::name).containsExactly("a.example.net");
  }

  /** A disk that lost the end of a file. */
  @Test
  void brokenFileIsLeftOutAndTold() throws IOException {
    keep.put(kept("a.example.net"));
    keep.put(kept("b.example.net"));
    Path file = home.resolve("acme/b.example.net.pem");
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length - 2; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (CapturedLog log = CapturedLog.at(Level.WARN)) {
        assertThat(again().all()).extracting(Kept::name).containsExactly("a.example.net");
        assertThat(log.lines()).hasSize(1);
        assertThat(log.lines().get(0)).startsWith("WARN A certificate is left out");
      }
    }
  }

  /** A crash leaves the file that was to take its place. */
  @Test
  void whatACrashLeavesBehindIsNoCertificate() throws IOException {
    Kept whole = kept("a.example.net");
    keep.put(whole);
    Files.writeString(home.resolve("acme/a.example.net.pem.1234.tmp"), "-----BEGIN PRIV");
    Files.writeString(home.resolve("acme/.a.example.net.pem.tmp"), "-----BEGIN PRIV");

    assertThat(again().all()).containsExactly(whole);
  }

  @Test
  void keyOfTheAccountStaysTheSameForEachCa() {
    KeyPair first = keep.accountKey(CA, KeyKind.ECDSA_P256::newKeyPair);

    KeyPair second = again().accountKey(CA, KeyKind.ECDSA_P256::newKeyPair);
    assertThat(second.getPrivate()).isEqualTo(first.getPrivate());
    assertThat(second.getPublic().getEncoded()).isEqualTo(first.getPublic().getEncoded());

    KeyPair other =
        keep.accountKey("https://other.example.net/dir", KeyKind.ECDSA_P256::newKeyPair);
    assertThat(other.getPrivate()).isNotEqualTo(first.getPrivate());
    assertThat(keep.all()).isEmpty();
  }

  @Test
  void whatIsAskedForIsTakenOnce() {
    keep.ask("*.example.net");
    keep.ask("a.example.net");

    assertThat(again().takeAsked()).containsExactly("*.example.net", "a.example.net");
    assertThat(keep.takeAsked()).isEmpty();
  }

  @Test
  void whatTheCaWasAskedIsKnownAfterARestart() {
    Ordered good = new Ordered("example.net", NOW);
    Ordered vain = new Ordered("example.net", NOW.plusMillis(1));
    Ordered old = new Ordered("example.net", NOW.minus(Duration.ofDays(8)));
    OrderNotes notes = keep.notes();
    List.of(old, good, vain).forEach(notes::ordered);
    notes.inVain(vain);
    notes.paused(new Paused("a.example.net", Duration.ofMinutes(1), NOW.plusSeconds(60)));
    notes.paused(new Paused("a.example.net (RSA)", Duration.ofMinutes(4), NOW.plusSeconds(240)));
    notes.paused(new Paused("b.example.net", Duration.ofMinutes(1), NOW.plusSeconds(60)));
    notes.unpaused("b.example.net");

    for (OrderNotes known : List.of(notes, again().notes(), again().notes())) {
      assertThat(known.ordered(NOW.minus(Duration.ofDays(7)))).containsExactly(good, vain.inVain());
      assertThat(known.paused(NOW))
          .containsExactly(
              new Paused("a.example.net", Duration.ofMinutes(1), NOW.plusSeconds(60)),
              new Paused("a.example.net (RSA)", Duration.ofMinutes(4), NOW.plusSeconds(240)));
    }
    assertThat(keep.all()).isEmpty();
    assertThat(modes(home.resolve("acme"))).containsOnly("rwx------", "rw-------");
  }

  /** A crash may cut the line that is being added, at any byte. */
  @Test
  void cutNotesAreReadAsFarAsTheyGo() throws IOException {
    for (int i = 0; i < 2; i++) {
      keep.notes().ordered(new Ordered("example.net", NOW.plusMillis(i)));
      keep.notes().paused(new Paused("n" + i, Duration.ofMinutes(1), NOW.plusSeconds(i)));
    }
    Path file = home.resolve("acme/orders.txt");
    byte[] whole = Files.readAllBytes(file);
    String text = new String(whole, StandardCharsets.UTF_8);

    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      long lines = text.substring(0, length).chars().filter(letter -> letter == '\n').count();

      OrderNotes notes = again().notes();

      assertThat(notes.ordered(NOW)).hasSizeGreaterThanOrEqualTo((int) (lines + 1) / 2);
      notes.ordered(new Ordered("after.net", NOW.plusSeconds(9)));
      assertThat(again().notes().ordered(NOW))
          .contains(new Ordered("after.net", NOW.plusSeconds(9)));
    }
  }

  /** Names that fail again and again. */
  @Test
  void fileOfNotesDoesNotGrowWithoutEnd() throws IOException {
    for (int i = 0; i < 1500; i++) {
      keep.notes().paused(new Paused("a.example.net", Duration.ofMinutes(1), NOW.plusSeconds(i)));
    }

    assertThat(Files.size(home.resolve("acme/orders.txt"))).isLessThan(60_000);
    assertThat(again().notes().paused(NOW)).hasSize(1);
  }

  @Test
  void notesThatCannotBeWrittenAreToldOnceAndNobodyWaits() throws IOException {
    Files.createDirectory(home.resolve("acme/orders.txt"));
    try (CapturedLog log = CapturedLog.at(Level.WARN)) {
      for (int i = 0; i < 5; i++) {
        keep.notes().ordered(new Ordered("example.net", NOW.plusMillis(i)));
      }

      assertThat(log.lines()).singleElement().asString().contains("not known after a restart");
    }
    assertThat(keep.notes().ordered(NOW)).hasSize(5);
  }
}
