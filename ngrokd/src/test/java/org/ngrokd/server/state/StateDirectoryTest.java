package org.ngrokd.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;

class StateDirectoryTest {
  @TempDir private Path temporary = Path.of("");

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void environmentNamesItOrTheHome() {
    assertThat(StateDirectory.of(Map.of("NGROKD_HOME", "/x/y"))).hasToString("/x/y");
    assertThat(StateDirectory.of(Map.of()).file("k").toString()).endsWith("/.ngrokd/k");
    assertThat(StateDirectory.of(Map.of("NGROKD_HOME", "")).toString()).endsWith("/.ngrokd");
  }

  @Test
  void directoryIsForItsOwnerOnly() throws Exception {
    StateDirectory directory = StateDirectory.at(temporary.resolve("a/b"));
    directory.create();
    directory.create();

    assertThat(mode(temporary.resolve("a/b"))).isEqualTo("rwx------");
  }

  @Test
  void fileInItsPlaceIsToldWithWhatToDo() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> StateDirectory.at(file).create())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot make the state directory "
                + file
                + " (a file is in its place); set NGROKD_HOME");
  }

  @Test
  void keyIsMadeOnceAndKeptPrivately() throws Exception {
    StateDirectory directory = StateDirectory.at(temporary);

    byte[] key = ClientIdKey.load(directory, 32);

    assertThat(key).hasSize(32);
    assertThat(ClientIdKey.load(directory, 32)).isEqualTo(key);
    assertThat(mode(directory.file("client-id.key"))).isEqualTo("rw-------");
  }

  @Test
  void keyOfAnotherLengthIsMadeAnew() throws Exception {
    StateDirectory directory = StateDirectory.at(temporary);
    Files.write(directory.file("client-id.key"), new byte[5]);

    assertThat(ClientIdKey.load(directory, 32)).hasSize(32);
  }

  @Test
  void unreadableKeyIsTold() throws Exception {
    StateDirectory directory = StateDirectory.at(temporary);
    Files.createDirectory(directory.file("client-id.key"));

    assertThatThrownBy(() -> ClientIdKey.load(directory, 32))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read " + directory.file("client-id.key") + ": ");
  }
}
