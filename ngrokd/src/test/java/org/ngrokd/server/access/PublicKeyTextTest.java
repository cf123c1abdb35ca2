package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.server.testing.SshKeygen;

/** Whether we read public keys as OpenSSH does, and what we say of those that we do not take. */
class PublicKeyTextTest {
  private static final String ED25519 = line("ssh-ed25519", text("ssh-ed25519"), new byte[32]);

  @TempDir private Path directory = Path.of("");

  private SshKeygen keygen() {
    return new SshKeygen(directory);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A key as it is sent in SSH, in a line. */
  private static String line(String type, byte[]... parts) {
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      blob.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
      blob.writeBytes(part);
    }
    return type + " " + Base64.getEncoder().encodeToString(blob.toByteArray());
  }

  private static byte[] point(int bytes) {
    byte[] point = new byte[1 + 2 * bytes];
    point[0] = 4;
    return point;
  }

  private static byte[] odd(int bytes) {
    byte[] number = new byte[bytes];
    number[0] = 0x40; // the highest bit of all would be the sign
    number[bytes - 1] = 1;
    return number;
  }

  private static String fault(String text) {
    PublicKeyText.Parsed parsed = PublicKeyText.read(text);
    assertThat(parsed.keys()).isEmpty();
    assertThat(parsed.faults()).hasSize(1);
    return parsed.faults().get(0);
  }

  @ParameterizedTest
  @CsvSource({"ed25519,256", "ecdsa,256", "ecdsa,384", "ecdsa,521", "rsa,2048", "rsa,3072"})
  void keysOfOpenSshAreReadAsItTellsOfThem(String type, String bits) {
    String line = keygen().make("key", "-t", type, "-b", bits, "-C", "alice at work");

    PublicKeyText key = PublicKeyText.parse(line);

    assertThat("%d %s %s".formatted(key.bits(), key.fingerprint(), key.comment()))
        .isEqualTo(keygen().tells(line).replaceFirst(" \\([A-Z0-9]+\\)$", ""));
    assertThat(key.line() + " " + key.comment()).isEqualTo(line);
  }

  /** Which nobody can make without one. */
  @Test
  void keysOfSecurityKeysAreReadAsOpenSshTellsOfThem() {
    String edwards = "sk-ssh-ed25519@openssh.com";
    String curve = "sk-ecdsa-sha2-nistp256@openssh.com";
    String real = keygen().make("p256", "-t", "ecdsa", "-b", "256", "-C", "");
    byte[] point =
        Arrays.copyOfRange(Base64.getDecoder().decode(real.split(" ", 3)[1]), 39, 39 + 65);

    for (String line :
        List.of(
            line(edwards, text(edwards), new byte[32], text("ssh:")),
            line(curve, text(curve), text("nistp256"), point, text("ssh:")))) {
      PublicKeyText key = PublicKeyText.parse(line);

      assertThat(key.bits()).isEqualTo(256);
      assertThat(keygen().tells(line)).startsWith("256 " + key.fingerprint());
    }
  }

  @Test
  void commentsBlankLinesAndWindowsLineEndsCountForNothing() {
    PublicKeyText.Parsed parsed =
        PublicKeyText.read("# my keys\r\n\r\n  " + ED25519 + "   a  b \r\n\t\n#" + ED25519);

    assertThat(parsed.faults()).isEmpty();
    assertThat(parsed.keys()).extracting(PublicKeyText::comment).containsExactly("a  b");
  }

  @Test
  void aCommentIsOneLineOfTextAndNotLong() {
    String comment = PublicKeyText.parse(ED25519 + " \u001b[31m" + "x".repeat(1000)).comment();

    assertThat(comment).startsWith("[31mxxx").hasSize(200);
  }

  @Test
  void eachLineHasItsOwnFault() {
    PublicKeyText.Parsed parsed = PublicKeyText.read("hello\n" + ED25519 + "\nssh-ed25519\n");

    assertThat(parsed.keys()).hasSize(1);
    assertThat(parsed.faults())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Line 1: this is no public key"),
            third -> assertThat(third).startsWith("Line 3: the key is missing behind its type"));
  }

  @Test
  void weakKeysAreRefusedWithAWordOfWhatToDo() {
    String dsa = line("ssh-dss", text("ssh-dss"), odd(128), odd(20), odd(128), odd(128));
    String rsa = line("ssh-rsa", text("ssh-rsa"), new byte[] {3}, odd(128));
    String huge = line("ssh-rsa", text("ssh-rsa"), new byte[] {3}, odd(4096));

    assertThat(fault(dsa)).contains("DSA keys are too weak", "ssh-keygen -t ed25519");
    assertThat(fault(rsa)).contains("1023 bits is too short, 2048 are the least");
    assertThat(fault(huge)).contains("32767 bits is too long");
  }

  @Test
  void privateKeysAreNotKeptAndNotRepeated() {
    String unused = keygen().make("key", "-t", "ed25519");
    String secret = keygen().read("key");

    assertThat(fault(secret)).startsWith("This is a private key").doesNotContain("b3BlbnNzaC");
    assertThat(fault(ED25519 + "\n" + secret)).startsWith("This is a private key");
    assertThat(fault("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none"))
        .startsWith("This is a private key");
    assertThatThrownBy(() -> PublicKeyText.parse("-----BEGIN RSA PRIVATE KEY-----"))
        .hasMessageStartingWith("This is a private key");
  }

  @Test
  void certificatesAndOtherFormsAreNoKeys() {
    String unused = keygen().make("ca", "-t", "ed25519");
    unused = keygen().make("key", "-t", "ed25519");
    unused =
        keygen()
            .run(
                "-q",
                "-s",
                directory.resolve("ca").toString(),
                "-I",
                "x",
                "-n",
                "alice",
                directory.resolve("key.pub").toString());

    assertThat(fault(keygen().read("key-cert.pub"))).contains("this is a certificate");
    assertThat(
            PublicKeyText.read(keygen().run("-e", "-f", directory.resolve("key.pub").toString()))
                .faults())
        .first()
        .asString()
        .contains("ssh-keygen -i -f FILE");
  }

  @Test
  void whatOptionsForbidIsNotAllowedByLeavingThemOut() {
    assertThat(fault("restrict " + ED25519)).contains("options in front of a key are not heeded");
    assertThat(fault("from=\"10.0.0.0/8\",command=\"a b\" " + ED25519))
        .contains("options in front of a key are not heeded");
    assertThat(fault("cert-authority,principals=\"a\" " + ED25519)).contains("-sshUserCa");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh-xmss@openssh.com", "ssh-ed448", "sk-ssh-new@example.com"})
  void unknownTypesAreNamed(String type) {
    assertThat(fault(line(type, text(type), new byte[32])))
        .contains("keys of the type " + type + " are not known here");
  }

  @Test
  void keysThatAreNotWholeAreRefused() {
    for (String broken :
        List.of(
            line("ssh-ed25519", text("ssh-ed25519"), new byte[31]),
            line("ssh-ed25519", text("ssh-ed25519"), new byte[32], new byte[0]),
            line("ssh-ed25519", text("ssh-rsa"), new byte[32]),
            line("ssh-ed25519", new byte[0]),
            line("ecdsa-sha2-nistp256", text("ecdsa-sha2-nistp256"), text("nistp384"), point(48)),
            line("ecdsa-sha2-nistp256", text("ecdsa-sha2-nistp256"), text("nistp256"), point(31)),
            line(
                "ecdsa-sha2-nistp256", text("ecdsa-sha2-nistp256"), text("nistp256"), new byte[65]),
            line("sk-ssh-ed25519@openssh.com", text("sk-ssh-ed25519@openssh.com"), new byte[32]),
            line("ssh-rsa", text("ssh-rsa"), new byte[] {2}, odd(256)),
            line("ssh-rsa", text("ssh-rsa"), new byte[] {3}, new byte[] {-1}),
            line("ssh-rsa", text("ssh-rsa"), new byte[0], odd(256)),
            "ssh-ed25519 " + Base64.getEncoder().encodeToString(new byte[] {127, -1, -1, -1, 0}),
            "ssh-ed25519 " + Base64.getEncoder().encodeToString(new byte[] {-1, -1, -1, -1, 0}),
            "ssh-ed25519 !!!!")) {
      assertThat(fault(broken)).as(broken).contains("is not whole or has been changed");
    }
  }

  @Test
  void noPartOfAKeyIsAKey() {
    for (int length = 0; length < ED25519.length(); length++) {
      String part = ED25519.substring(0, length);

      assertThat(PublicKeyText.read(part).keys()).as(part).isEmpty();
    }
  }

  @Test
  void aLongTextIsNotLookedAt() {
    assertThat(fault((ED25519 + "\n").repeat(1000))).contains("longer than 64 KiB");
  }
}
