package org.ngrokd.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;

class UsersFileEditTest {
  private static final TokenHash HASH = TokenHash.of("one");
  private static final TokenHash OTHER = TokenHash.of("other");

  private Path file;
  private UsersFileEdit edit;

  @BeforeEach
  void begin(@TempDir Path directory) {
    file = directory.resolve("users.yml");
    edit = new UsersFileEdit(file);
  }

  @Test
  void firstUserMakesTheFileForItsOwnerAlone() throws IOException {
    edit.put("alice", HASH, false);

    assertThat(file).hasContent("users:\n  alice:\n    token: \"" + HASH + "\"\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void everythingElseInTheFileStays() throws IOException {
    Files.writeString(
        file,
        "# ours\nusers: # all\n\n    # the boss\n    bob:\n        token: \""
            + OTHER
            + "\" # old\n        max_tunnels: 2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    edit.put("007", HASH, false);

    assertThat(file)
        .hasContent(
            "# ours\nusers: # all\n    \"007\":\n        token: \""
                + HASH
                + "\"\n\n    # the boss\n    bob:\n        token: \""
                + OTHER
                + "\" # old\n        max_tunnels: 2\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThat(edit.list()).containsExactly("007", "bob  max_tunnels: 2");
  }

  @Test
  void tokenIsReplacedOnlyWhenThatIsMeant() throws IOException {
    edit.put("alice", OTHER, false);
    edit.put("bob", OTHER, false);
    String before = Files.readString(file);

    assertThatThrownBy(() -> edit.put("alice", HASH, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("-replace");
    assertThat(file).hasContent(before);

    edit.put("alice", HASH, true);
    Users users = UsersFile.parse("f", Files.readString(file));
    assertThat(users.named("alice").orElseThrow().token()).isEqualTo(HASH);
    assertThat(users.named("bob").orElseThrow().token()).isEqualTo(OTHER);
  }

  @Test
  void fileThatIsWrittenOtherwiseIsLeftAloneAndTheLineIsTold() throws IOException {
    String flow = "users: {bob: {token: \"" + OTHER + "\"}}\n";
    Files.writeString(file, flow);

    assertThatThrownBy(() -> edit.put("alice", HASH, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("by hand: alice: {token: \"" + HASH + "\"}");
    assertThat(file).hasContent(flow);
  }

  @Test
  void ofSixTokensMadeAtOnceAllAreStored() throws Exception {
    List<Future<?>> commands = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      for (int i = 0; i < 6; i++) {
        String name = "user" + i;
        commands.add(threads.submit(() -> edit.put(name, TokenHash.of(name), false)));
      }
      for (Future<?> command : commands) {
        command.get();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(edit.list())
        .containsExactlyInAnyOrder("user0", "user1", "user2", "user3", "user4", "user5");
  }

  @Test
  void modeThatLetsTheServiceReadIsKept() throws IOException {
    Files.writeString(file, "users:\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    edit.put("alice", HASH, false);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void linkStaysALink() throws IOException {
    Path real = Files.writeString(file.resolveSibling("real.yml"), "users:\n");
    Files.createSymbolicLink(file, real);

    edit.put("alice", HASH, false);

    assertThat(file).isSymbolicLink();
    assertThat(real).content().contains("alice");
  }
}
