package org.ngrokd.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.streams.net.HostAndPort;

class AuthTokenFileTest {
  @TempDir Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("ngrok.cfg"), text);
  }

  @Test
  void missingFileIsMade() throws IOException {
    Path file = directory.resolve(".ngrok");

    AuthTokenFile.save(file, "secret");

    assertThat(file).hasContent("auth_token: \"secret\"\n");
    assertThat(ConfigFile.read(file).authToken()).isEqualTo("secret");
  }

  @Test
  void theServerOfTheTokenIsKeptBesideIt() throws IOException {
    Path file = file("server_addr: old.example:4443 # that was\ninspect_addr: 127.0.0.1:4040\n");

    AuthTokenFile.save(file, "new", Optional.of(HostAndPort.parse("new.example:4443")));

    assertThat(Files.readString(file))
        .isEqualTo(
            "auth_token: \"new\"\nserver_addr: \"new.example:4443\"\n"
                + "inspect_addr: 127.0.0.1:4040\n");
    assertThat(ConfigFile.read(file).server()).contains(HostAndPort.parse("new.example:4443"));
  }

  @Test
  void aFileOfNothingButATokenGetsBothKeys() throws IOException {
    Path file = file("0ldT0ken\n");

    AuthTokenFile.save(file, "new", Optional.of(HostAndPort.parse("new.example:4443")));

    assertThat(ConfigFile.read(file).authToken()).isEqualTo("new");
    assertThat(ConfigFile.read(file).server()).contains(HostAndPort.parse("new.example:4443"));
  }

  @Test
  void tokenIsReplacedAndEverythingElseStays() throws IOException {
    Path file =
        file(
            """
            # my tunnels
            server_addr: example.com:4443  # home
            auth_token: old
            tunnels:
              www:
                # auth_token: in a comment
                proto: {http: 8080}
            """);

    AuthTokenFile.save(file, "new");

    assertThat(Files.readString(file))
        .isEqualTo(
            """
            # my tunnels
            server_addr: example.com:4443  # home
            auth_token: "new"
            tunnels:
              www:
                # auth_token: in a comment
                proto: {http: 8080}
            """);
  }

  @Test
  void tokenIsAddedAndEverythingElseStays() throws IOException {
    String before = "# my server\nserver_addr: example.com:4443\n";
    Path file = file(before);

    AuthTokenFile.save(file, "new");

    assertThat(Files.readString(file)).contains(before);
    assertThat(ConfigFile.read(file).authToken()).isEqualTo("new");
    assertThat(ConfigFile.read(file).server()).isPresent();
  }

  @Test
  void fileInUtf16KeepsItsKeys() throws IOException {
    Path file =
        Files.write(
            directory.resolve("ngrok.cfg"),
            "\uFEFFserver_addr: example.com:4443\n".getBytes(StandardCharsets.UTF_16LE));

    AuthTokenFile.save(file, "new");

    assertThat(ConfigFile.read(file).authToken()).isEqualTo("new");
    assertThat(ConfigFile.read(file).server()).isPresent();
  }

  @Test
  void tokenIsAddedToAFileThatBeginsWithADocumentMark() throws IOException {
    Path file = file("---\nserver_addr: example.com:4443\n");

    AuthTokenFile.save(file, "new");

    assertThat(ConfigFile.read(file).authToken()).isEqualTo("new");
    assertThat(ConfigFile.read(file).server()).isPresent();
  }

  @Test
  void windowsLineEndsStay() throws IOException {
    Path file = file("auth_token: old\r\nserver_addr: example.com:4443\r\n");

    AuthTokenFile.save(file, "new");

    assertThat(Files.readString(file))
        .isEqualTo("auth_token: \"new\"\r\nserver_addr: example.com:4443\r\n");
  }

  @Test
  void fileWithAByteOrderMarkIsStillReadableAfterwards() throws IOException {
    Path replaced = file("\uFEFFauth_token: old\nserver_addr: example.com:4443\n");
    AuthTokenFile.save(replaced, "new");
    assertThat(ConfigFile.read(replaced).authToken()).isEqualTo("new");
    assertThat(ConfigFile.read(replaced).server()).isPresent();

    Path added = file("\uFEFFserver_addr: example.com:4443\n");
    AuthTokenFile.save(added, "new");
    assertThat(ConfigFile.read(added).authToken()).isEqualTo("new");
    assertThat(ConfigFile.read(added).server()).isPresent();
  }

  @Test
  void oldFileWithABareTokenBecomesYaml() throws IOException {
    Path file = file("Old-Token_1!\n");

    AuthTokenFile.save(file, "new");

    assertThat(Files.readString(file)).isEqualTo("auth_token: \"new\"\n");
  }

  @Test
  void quotesAndBackslashesInATokenComeBack() throws IOException {
    Path file = file("auth_token: old\n");
    String token = "a\"b\\c$1: #d";

    AuthTokenFile.save(file, token);

    assertThat(ConfigFile.read(file).authToken()).isEqualTo(token);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void onlyTheOwnerMayReadIt() throws IOException {
    Path file = file("auth_token: old\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    AuthTokenFile.save(file, "new");
    AuthTokenFile.save(directory.resolve("fresh"), "new");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("fresh"))))
        .isEqualTo("rw-------");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void symbolicLinkStaysOneAndItsTargetIsWritten() throws IOException {
    Path target = Files.createDirectory(directory.resolve("dotfiles")).resolve("ngrok");
    Files.writeString(target, "auth_token: old\n");
    Path link = Files.createSymbolicLink(directory.resolve(".ngrok"), target);

    AuthTokenFile.save(link, "new");

    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("auth_token: \"new\"\n");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void unwritableDirectoryLeavesTheOldFile() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
    Path file = file("auth_token: old\n");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
    try {
      assertThatThrownBy(() -> AuthTokenFile.save(file, "new")).isInstanceOf(IOException.class);
      assertThat(file).hasContent("auth_token: old\n");
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void whatCannotBeReplacedStaysAndNothingIsLeftBehind() throws IOException {
    Path file = Files.createDirectory(directory.resolve("ngrok.cfg"));
    Files.writeString(file.resolve("content"), "x");

    assertThatThrownBy(() -> AuthTokenFile.save(file, "new")).isInstanceOf(IOException.class);

    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(file, directory.resolve(".ngrok.cfg.lock"));
    }
  }

  @Test
  void missingDirectoryIsAnError() {
    assertThatThrownBy(() -> AuthTokenFile.save(directory.resolve("no/ngrok.cfg"), "new"))
        .isInstanceOf(IOException.class);
  }
}
