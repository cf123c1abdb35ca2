package org.ngrokd.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.access.AccessOptions;
import org.ngrokd.server.access.PortRanges;
import picocli.CommandLine.Option;

/** The flags of {@code ngrokd} that say who may open tunnels. */
final class AccessFlags {
  private static final Path NO_FILE = Path.of("");

  @Option(
      names = {"-authFile", "--authFile"},
      defaultValue = "",
      description =
          "YAML file with the tokens of those who may open tunnels, and what each may open"
              + " (anybody may).")
  private Path authFile = NO_FILE;

  @Option(
      names = {"-tcpPorts", "--tcpPorts"},
      defaultValue = "",
      split = ",",
      description =
          "Public ports that tcp tunnels may have, as 20000-29999,2222 (all from 1024 on).")
  private List<String> tcpPorts = List.of();

  AccessOptions options() {
    return new AccessOptions(
        authFile.equals(NO_FILE) ? Optional.empty() : Optional.of(authFile), ports());
  }

  private PortRanges ports() {
    try {
      return PortRanges.parse(tcpPorts.stream().filter(text -> !text.isBlank()).toList());
    } catch (IllegalArgumentException e) {
      throw new UsageException("-tcpPorts " + e.getMessage());
    }
  }
}
