package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.files.LockFile;

class RunningClientsTest {
  @TempDir private Path state = Path.of("");

  @Test
  void processIsFoundByItsConfigFileForAsLongAsItRuns() throws IOException {
    RunningClients clients = new RunningClients(state);
    Path config = state.resolve("ngrok.cfg");

    LockFile note = clients.note(config).orElseThrow();

    long self = ProcessHandle.current().pid();
    assertThat(clients.of(config)).containsExactly(self);
    assertThat(clients.of(state.resolve("x/../ngrok.cfg"))).containsExactly(self);
    assertThat(clients.of(state.resolve("other.cfg"))).isEmpty();
    note.close();
    assertThat(clients.of(config)).isEmpty();
    try (Stream<Path> left = Files.list(state.resolve("running"))) {
      assertThat(left).isEmpty();
    }
  }
}
