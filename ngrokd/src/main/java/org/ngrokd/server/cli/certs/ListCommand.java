package org.ngrokd.server.cli.certs;

import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ngrokd certs list}. */
@Command(
    name = "list",
    description = "Lists the certificates that a server with -acme got, and until when they are good.",
    sortOptions = false)
public final class ListCommand extends KeepCommand {
  @Override
  void run() {
    List<String> lines = KeptLines.of(config.serverOptions(), Instant.now());
    if (lines.isEmpty()) {
      print("No certificate came from a CA yet");
    }
    lines.forEach(this::print);
  }
}
