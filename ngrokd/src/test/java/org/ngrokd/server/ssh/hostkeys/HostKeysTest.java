package org.ngrokd.server.ssh.hostkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.PrivateFiles;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.SshKeygen;

class HostKeysTest {
  private static final List<String> TYPES =
      List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa");

  private static final Provider PROVIDER = new BouncyCastleProvider();

  /** Making RSA keys takes long: one set is enough for all tests. */
  private static final Map<String, String> KEPT = new HashMap<>();

  private static final HostKeys KEYS =
      HostKeys.of((name, made) -> KEPT.computeIfAbsent(name, unused -> made.get()));

  @TempDir private Path directory = Path.of("");

  private StateDirectory state() {
    return StateDirectory.at(directory);
  }

  @Test
  void theyAreMadeOnceAndTheSameFromThenOn() {
    HostKeys again = HostKeys.of((name, made) -> KEPT.getOrDefault(name, ""));

    assertThat(again.facts()).isEqualTo(KEYS.facts());
    assertThat(KEYS.facts()).extracting(HostKeyFact::type).containsExactlyElementsOf(TYPES);
    assertThat(KEPT).containsOnlyKeys("ssh_host_ed25519", "ssh_host_ecdsa", "ssh_host_rsa");
  }

  @Test
  void bothHalvesBelongTogether() throws GeneralSecurityException {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    List<String> algorithms = List.of("Ed25519", "SHA256withECDSA", "SHA512withRSA");
    for (int i = 0; i < algorithms.size(); i++) {
      KeyPair pair = KEYS.pairs().get(i);
      Signature signing = Signature.getInstance(algorithms.get(i), PROVIDER);
      signing.initSign(pair.getPrivate());
      signing.update(text);
      byte[] signed = signing.sign();

      Signature checking = Signature.getInstance(algorithms.get(i), PROVIDER);
      checking.initVerify(pair.getPublic());
      checking.update(text);
      assertThat(checking.verify(signed)).as(algorithms.get(i)).isTrue();
    }
  }

  /** What people compare is what OpenSSH and the library that speaks SSH say of the same key. */
  @Test
  void factsAreAsOthersTellThem() {
    SshKeygen keygen = new SshKeygen(directory);
    for (int i = 0; i < TYPES.size(); i++) {
      HostKeyFact fact = KEYS.facts().get(i);
      KeyPair pair = KEYS.pairs().get(i);

      assertThat(KeyUtils.getKeyType(pair)).isEqualTo(fact.type());
      assertThat(KeyUtils.getFingerPrint(pair.getPublic())).isEqualTo(fact.fingerprint());
      assertThat(PublicKeyEntry.toString(pair.getPublic())).isEqualTo(fact.publicLine());
      assertThat(keygen.tells(fact.publicLine())).contains(fact.fingerprint());
      assertThat(keygen.run("-r", "example.com", "-f", keygen.file("told.pub").toString()))
          .endsWith("example.com IN SSHFP " + fact.sshfp());
    }
  }

  @Test
  void secretsStayOutOfTexts() {
    HostKey key = HostKey.of(HostKey.KINDS.get(0), (name, made) -> KEPT.getOrDefault(name, ""));

    assertThat(key).hasToString("HostKey[ssh-ed25519 " + key.fact().fingerprint() + "]");
  }

  @Test
  void filesAreTheirOwnersAlone() throws IOException {
    FilePlace place = FilePlace.in(state());

    assertThat(place.keep("ssh_host_x", () -> "one")).isEqualTo("one");
    assertThat(place.keep("ssh_host_x", () -> "other")).isEqualTo("one");

    Path file = directory.resolve("ssh/ssh_host_x.pem");
    assertThat(file).hasContent("one");
    if (PrivateFiles.isPosix(file)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void ofSeveralWhoMakeOneAtATimeAllGetTheSame() {
    FilePlace place = FilePlace.in(state());
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String mine = "key " + i;
      all.add(CompletableFuture.supplyAsync(() -> place.keep("k", () -> mine)));
    }

    assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
  }

  @Test
  void damagedKeysAreNotReplacedInSilence() {
    String whole = KEPT.getOrDefault("ssh_host_ed25519", "");
    for (String damaged :
        List.of("", "text", whole.substring(0, 40), whole.replace("MC4", "MC5"))) {
      assertThatThrownBy(() -> HostKeys.of((name, made) -> damaged))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("The SSH host key ssh_host_ed25519 is damaged");
    }
  }

  @Test
  void aPlaceWithoutRoomIsSaid() throws IOException {
    FilePlace place = FilePlace.in(state());
    Files.createDirectory(directory.resolve("ssh/k.pem"));

    assertThatThrownBy(() -> place.keep("k", () -> "x"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("Cannot keep the SSH host key");
  }

  @Test
  void linesForPeopleNameThePortWhereItIsNotTheUsualOne() {
    List<HostKeyFact> keys = List.of(new HostKeyFact("t", "SHA256:x", "t AAAA", "4 2 ab"));

    assertThat(new SshFacts("example.com:2222", keys).knownHosts())
        .containsExactly("[example.com]:2222 t AAAA");
    assertThat(new SshFacts("example.com:22", keys).knownHosts())
        .containsExactly("example.com t AAAA");
    assertThat(new SshFacts("[2001:db8::1]:2222", keys).knownHosts())
        .containsExactly("[2001:db8::1]:2222 t AAAA");
    assertThat(new SshFacts("example.com:2222", keys).dnsRecords())
        .containsExactly("example.com. IN SSHFP 4 2 ab");
  }
}
