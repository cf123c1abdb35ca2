package org.ngrokd.client.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.pgrok.PgrokFile;
import org.ngrokd.client.pgrok.PgrokPlaces;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.streams.net.HostAndPort;

/** {@code ngrok init}: writes the config file for tunnels by ssh, as pgrok's client does. */
final class InitCommand {
  private static final String USAGE =
      "expected 'ngrok init --remote-addr HOST:PORT --forward-addr ADDRESS --token TOKEN'";

  private final PgrokFlags flags;
  private final PrintWriter out;
  private final Map<String, String> environment;

  InitCommand(PgrokFlags flags, PrintWriter out, Map<String, String> environment) {
    this.flags = flags;
    this.out = out;
    this.environment = environment;
  }

  /**
   * Does it.
   *
   * @throws UserException when the file cannot be written
   */
  void run() {
    HostAndPort server = flags.remote().orElseThrow(() -> new UsageException(USAGE));
    if (flags.token().isBlank()) {
      throw new UsageException(USAGE);
    }
    checkAddress();
    Path file = flags.file().orElseGet(() -> PgrokPlaces.usual(environment));
    try {
      PgrokFile.save(file, server, flags.forward(), flags.token());
    } catch (IOException e) {
      throw new UserException(file + " cannot be written: " + FileFailure.reason(e));
    }
    out.println("The server and the token are in " + file + ". Now: ngrok http");
    out.flush();
  }

  private void checkAddress() {
    try {
      if (!flags.forward().isEmpty()) {
        var unused = LocalAddress.parse(flags.forward());
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException("--forward-addr is '" + flags.forward() + "': " + e.getMessage());
    }
  }
}
