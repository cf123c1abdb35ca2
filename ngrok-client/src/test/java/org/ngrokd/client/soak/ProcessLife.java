package org.ngrokd.client.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client as a process of its own, run from the jar as users run it. */
final class ProcessLife implements Member.Life {
  private final Path jar;
  private final Path directory;
  private final String name;
  private final String config;
  private volatile @Nullable SoakProgram program;

  /**
   * @param directory where its config and what it prints are kept
   */
  ProcessLife(Path jar, Path directory, String name, int serverPort, int localPort) {
    this.jar = jar;
    this.directory = directory;
    this.name = name;
    this.config =
        "server_addr: localhost:%d%nroot_cas: state/certs/ca.crt%ninspect_addr: 127.0.0.1:0%ninspect_exchanges: 20%ninspect_memory: 2MiB%ntunnels:%n  %s:%n    proto: {http: %d, https: %d}%n"
            .formatted(serverPort, name, localPort, localPort);
  }

  @Override
  public void begin() throws IOException, InterruptedException {
    SoakProgram running = program;
    if (running == null) {
      Path file = Files.writeString(directory.resolve(name + ".cfg"), config);
      running =
          new SoakProgram(
              jar,
              directory.resolve(name + ".out"),
              "Forwarding https",
              List.of("-config", file.toString(), "start-all"));
      program = running;
    } else {
      running.start();
    }
    running.awaitReady(Soak.UP);
  }

  @Override
  public void kill() throws InterruptedException {
    SoakProgram running = program;
    if (running != null) {
      running.kill();
    }
  }

  @Override
  public void end() throws InterruptedException {
    SoakProgram running = program;
    if (running != null && running.isAlive()) {
      running.stop();
    }
  }

  @Override
  public int tcpPort() {
    return 0;
  }

  long pid() {
    SoakProgram running = program;
    return running == null ? 0 : running.pid();
  }
}
