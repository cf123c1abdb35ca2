package org.ngrokd.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.ssh.SshOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Option;

/** The flags for clients that come by ssh. */
public final class SshFlags {
  private static final Path NO_FILE = Path.of("");

  @Option(
      names = {"-sshAddr", "--sshAddr"},
      defaultValue = "",
      description =
          "Address for clients that have only ssh ('ssh -R'), and for pgrok's, \"\" for none; for"
              + " example :2222.")
  private String sshAddr = "";

  @Option(
      names = {"-sshOnHttps", "--sshOnHttps"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Take clients by ssh on the https port, too, for those whose firewall lets nothing else"
              + " out.")
  private boolean sshOnHttps;

  @Option(
      names = {"-sshUserCa", "--sshUserCa"},
      defaultValue = "",
      description =
          "File with public keys of CAs, a line each, whose ssh certificates let the accounts in"
              + " that they name.")
  private Path sshUserCa = NO_FILE;

  /**
   * What they mean.
   *
   * @throws UsageException when one of them is wrong
   */
  SshOptions options() {
    return new SshOptions(
        address(), sshOnHttps, Optional.of(sshUserCa).filter(file -> !file.equals(NO_FILE)));
  }

  private Optional<HostAndPort> address() {
    if (sshAddr.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(HostAndPort.parse(sshAddr));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "-sshAddr '" + sshAddr + "': " + e.getMessage() + "; for example :2222");
    }
  }
}
