package org.ngrokd.server;

import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.server.access.AccessOptions;
import picocli.CommandLine.Option;

/** The flags of {@code ngrokd} that say who may open tunnels. */
final class AccessFlags {
  @Option(
      names = {"-authFile", "--authFile"},
      defaultValue = "",
      description =
          "YAML file with the tokens of those who may open tunnels, and what each may open"
              + " (anybody may).")
  private String authFile = "";

  AccessOptions options() {
    return new AccessOptions(
        authFile.isEmpty() ? Optional.empty() : Optional.of(Path.of(authFile)));
  }
}
