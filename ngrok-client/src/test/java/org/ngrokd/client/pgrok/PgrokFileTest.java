package org.ngrokd.client.pgrok;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.client.config.PathForward;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.streams.net.HostAndPort;

class PgrokFileTest {
  private static final String OF_PGROK =
      """
      remote_addr: example.com:2222
      forward_addr: http://localhost:3000
      token: 0123456789abcdef
      dynamic_forwards: |
        /api http://localhost:8080
        /hook localhost:8081
      """;

  @TempDir Path home;

  @Test
  void fileIsReadAsPgrokWritesIt() {
    PgrokFile file = PgrokFile.parse("pgrok.yml", OF_PGROK);

    assertThat(file.remote()).contains(new HostAndPort("example.com", 2222));
    assertThat(file.forwardAddr()).isEqualTo("http://localhost:3000");
    assertThat(file.token()).isEqualTo("0123456789abcdef");
    assertThat(file.forwards().all().stream().map(PathForward::toString))
        .containsExactly("/hook -> localhost:8081", "/api -> localhost:8080");
    assertThat(file.warnings()).isEmpty();
    assertThat(file.toString()).doesNotContain("0123456789abcdef");
  }

  @Test
  void emptyFileSaysNothing() {
    assertThat(PgrokFile.parse("pgrok.yml", "")).isEqualTo(PgrokFile.EMPTY);
  }

  @Test
  void everyMistakeIsToldWithItsLine() {
    assertThatThrownBy(
            () ->
                PgrokFile.parse(
                    "pgrok.yml",
                    "remote_addr: example.com\ndynamic_forwards: api 80\nhost_key: MD5:1\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("pgrok.yml:1: remote_addr is 'example.com'; expected where")
        .hasMessageContaining("pgrok.yml:2: Path 'api'")
        .hasMessageContaining("pgrok.yml:3: 'MD5:1' is no host key's fingerprint");
  }

  @Test
  void unknownKeysAreIgnoredAndTold() {
    assertThat(PgrokFile.parse("pgrok.yml", OF_PGROK + "tokn: 1\n").warnings())
        .singleElement()
        .asString()
        .startsWith("pgrok.yml:7: the unknown key 'tokn' is ignored. Did you mean 'token'?");
  }

  @Test
  void placesAreThoseOfPgrok() throws IOException {
    Map<String, String> environment = Map.of("HOME", home.toString());
    Path usual = home.resolve(".config/pgrok/pgrok.yml");
    assertThat(PgrokPlaces.existing(environment)).isEmpty();
    assertThat(PgrokPlaces.usual(environment)).isEqualTo(usual);

    Files.createDirectories(usual.getParent());
    Files.writeString(usual, OF_PGROK);
    assertThat(PgrokPlaces.existing(environment)).contains(usual);

    Path first = home.resolve(".pgrok/pgrok.yml");
    Files.createDirectories(first.getParent());
    Files.writeString(first, OF_PGROK);
    assertThat(PgrokPlaces.existing(environment)).contains(first);
    assertThat(PgrokFile.isOne(first)).isTrue();
    assertThat(PgrokFile.isOne(Files.writeString(home.resolve("other"), "server_addr: a:1\n")))
        .isFalse();
  }

  @Test
  void savedFileIsForItsOwnerAloneAndKeepsWhatElseIsInIt() throws IOException {
    Path file = home.resolve("a/pgrok.yml");
    HostAndPort server = new HostAndPort("example.com", 2222);

    PgrokFile.save(file, server, "3000", "a\"b\\c");

    assertThat(PgrokFile.read(file).token()).isEqualTo("a\"b\\c");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Files.writeString(file, OF_PGROK + "# mine\n");
    PgrokFile.save(file, new HostAndPort("other.example", 22), "", "new");
    PgrokFile read = PgrokFile.read(file);
    assertThat(read.remote()).contains(new HostAndPort("other.example", 22));
    assertThat(read.token()).isEqualTo("new");
    assertThat(read.forwardAddr()).isEqualTo("http://localhost:3000");
    assertThat(read.forwards().all()).hasSize(2);
    assertThat(Files.readString(file)).endsWith("# mine\n");
    assertThat(read.hostKey()).isEqualTo(Optional.empty());
  }
}
