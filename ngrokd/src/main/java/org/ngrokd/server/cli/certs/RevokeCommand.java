package org.ngrokd.server.cli.certs;

import java.net.URI;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ngrokd certs revoke}. */
@Command(
    name = "revoke",
    description =
        "Declares a certificate void at its CA, as when its key may be known to others, and forgets"
            + " it; while somebody has the name, the server gets another one.",
    sortOptions = false)
public final class RevokeCommand extends KeepCommand {
  @Parameters(
      paramLabel = "NAME",
      description = "As 'ngrokd certs list' shows it: *.example.com for a wildcard.")
  private String name = "";

  @Option(
      names = {"-acmeServer", "--acmeServer"},
      paramLabel = "URL",
      defaultValue = "",
      description = "The CA's directory (what the config file says, or Let's Encrypt's).")
  private String server = "";

  @Option(
      names = {"-acmeServerCa", "--acmeServerCa"},
      paramLabel = "FILE",
      defaultValue = "",
      description = "File with the CA, PEM, of a private CA's own https (the system's).")
  private String serverCa = "";

  @Override
  void run() {
    URI where = CertificateWork.revoke(config.serverOptions(), name, server, serverCa);
    print(name + " is void at " + where + ", and forgotten here");
  }
}
