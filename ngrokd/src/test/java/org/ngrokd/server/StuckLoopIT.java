package org.ngrokd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.ProgramExit;
import org.ngrokd.protocol.testing.Visitor;

/** A server whose event loop stands still, because a debugger holds its thread. */
class StuckLoopIT {
  @TempDir private Path state = Path.of("");

  private static VirtualMachine attach(int port) throws Exception {
    AttachingConnector sockets =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = sockets.defaultArguments();
    Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
    Objects.requireNonNull(arguments.get("port")).setValue(String.valueOf(port));
    return sockets.attach(arguments);
  }

  @Test
  void serverEndsWithACodeOfItsOwnAndSaysWhereTheLoopStands() throws Exception {
    String agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
    try (ServerProcess server = ServerProcess.start(state, List.of(agent))) {
      String listening = server.awaitLine("Listening for transport dt_socket");
      int debugger = Integer.parseInt(listening.replaceAll(".*: ", ""));
      int http = server.awaitPort("public http connections");
      try (Visitor visitor = Visitor.connect(http)) { // and with it the loop has its thread
        visitor.send("GET / HTTP/1.0\r\nHost: x\r\n\r\n").readToEnd();
      }

      VirtualMachine machine = attach(debugger);
      ThreadReference loop =
          machine.allThreads().stream()
              .filter(thread -> thread.name().matches("ngrokd-\\d+-\\d+"))
              .findFirst()
              .orElseThrow();
      String name = loop.name();
      loop.suspend();

      assertThat(server.exitCode()).isEqualTo(ProgramExit.STUCK);
      List<String> log = server.rest();
      assertThat(log)
          .anyMatch(line -> line.contains("[EROR] An event loop does not turn any more"))
          .anyMatch(line -> line.contains(name + " is "))
          .anyMatch(line -> line.startsWith("\tat ") && line.contains("io.netty."));
    }
  }
}
