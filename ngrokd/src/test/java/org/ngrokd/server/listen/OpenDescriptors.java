package org.ngrokd.server.listen;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The numbers of what is open in this process, which the JDK keeps to itself. Linux only. */
final class OpenDescriptors {
  private OpenDescriptors() {}

  static int of(Path file) throws IOException {
    return opened(file.toRealPath().toString());
  }

  static int of(ServerSocket listening) throws IOException {
    String port = ":%04X ".formatted(listening.getLocalPort());
    for (String table : new String[] {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.trim().split(" +", -1);
        if ((fields[1] + " ").endsWith(port) && fields[3].equals("0A")) { // it listens
          return opened("socket:[" + fields[9] + "]");
        }
      }
    }
    throw new IOException("nobody listens on port " + listening.getLocalPort());
  }

  private static int opened(String what) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : (Iterable<Path>) descriptors::iterator) {
        if (target(each).equals(what)) {
          return Integer.parseInt(each.getFileName().toString());
        }
      }
    }
    throw new IOException(what + " is not open");
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
