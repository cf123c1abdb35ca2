package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.protocol.testing.ServiceListener;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.ServerProcess.Launch;
import org.ngrokd.server.handover.ReplaceRequest;
import org.ngrokd.server.state.StateDirectory;

/** The program as a service: what its manager hears of it, and the sockets that it gets. */
@EnabledOnOs(OS.LINUX)
class ServiceManagerIT {
  private static final Path PERL = Path.of("/usr/bin/perl");

  /** Opens two sockets, the first of them by name, and becomes the program that follows. */
  private static final String OPEN_SOCKETS =
      """
      $^F = 9; # what it opens stays open in what it becomes
      my @ports;
      for my $fd (3, 4) {
        socket($s[$fd], PF_INET, SOCK_STREAM, 0) && bind($s[$fd], sockaddr_in(0, INADDR_LOOPBACK))
          && listen($s[$fd], 9) && fcntl($s[$fd], F_SETFL, O_NONBLOCK) or die $!;
        fileno($s[$fd]) == $fd or die "another descriptor";
        push @ports, (sockaddr_in(getsockname($s[$fd])))[0];
      }
      @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 2, "http:ngrokd.socket");
      exec map { s/:CLIENTS$/:$ports[1]/r } @ARGV;
      """;

  @TempDir private Path state = Path.of("");
  private long successor;

  @AfterEach
  void endSuccessor() {
    if (successor != 0) {
      ProcessHandle.of(successor).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private ServerProcess start(ServiceListener manager) throws Exception {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", manager.address(), "WATCHDOG_USEC", "200000");
    return ServerProcess.start(state, new Launch(List.of(), List.of(), environment));
  }

  @ParameterizedTest
  @ValueSource(strings = {"@ngrokd-test-", "/tmp/ngrokd-test-"})
  void managerHearsHowTheServerIs(String prefix) throws Exception {
    String address = prefix + ProcessHandle.current().pid();
    try (ServiceListener manager = new ServiceListener(address);
        ServerProcess server = start(manager)) {
      assertThat(manager.nextNews()).isEqualTo("READY=1\nSTATUS=Serving");
      assertThat(manager.next()).isEqualTo("WATCHDOG=1");
      assertThat(manager.next()).isEqualTo("WATCHDOG=1");

      server.terminate();

      assertThat(manager.nextNews())
          .isEqualTo("STOPPING=1\nSTATUS=Finishing what visitors have begun");
      assertThat(server.exitCode()).isZero();
    } finally {
      Files.deleteIfExists(Path.of(address));
    }
  }

  @Test
  void managerHearsOfTheSuccessor() throws Exception {
    try (ServiceListener manager =
            new ServiceListener("@ngrokd-test-" + ProcessHandle.current().pid());
        ServerProcess server = start(manager)) {
      assertThat(manager.nextNews()).startsWith("READY=1");

      successor = Long.parseLong(ReplaceRequest.send(StateDirectory.at(state)));

      assertThat(manager.nextNews()).isEqualTo("MAINPID=" + successor);
      assertThat(manager.nextNews()).startsWith("READY=1");
      assertThat(server.exitCode()).isZero();
      assertThat(manager.next()).isEqualTo("WATCHDOG=1"); // the successor's
    }
  }

  @Test
  void socketsOfTheManagerAreTakenByNameAndByPort() throws Exception {
    assumeTrue(Files.isExecutable(PERL), "needs perl");
    List<String> perl = List.of(PERL.toString(), "-MSocket", "-MFcntl", "-e", OPEN_SOCKETS, "--");

    try (ServerProcess server =
        ServerProcess.start(
            state, new Launch(perl, List.of(), Map.of()), "-tunnelAddr=127.0.0.1:CLIENTS")) {
      int http = server.awaitPort("public http connections");
      int clients = server.awaitPort("control and proxy connections");

      try (Visitor visitor = Visitor.connect(http)) {
        visitor.send("GET / HTTP/1.1\r\nHost: none.tunnel.example\r\nConnection: close\r\n\r\n");
        assertThat(visitor.readToEnd()).contains("none.tunnel.example not found");
      }
      String open = Files.readString(Path.of("/proc/%d/net/tcp".formatted(server.pid())));
      assertThat(
              open.lines()
                  .filter(line -> line.contains(":%04X 00000000:0000 0A".formatted(clients))))
          .hasSize(1);
      try (var sockets = Files.list(Path.of("/proc/%d/fd".formatted(server.pid())))) {
        assertThat(sockets.map(each -> each.getFileName().toString())).contains("3", "4");
      }
    }
  }
}
