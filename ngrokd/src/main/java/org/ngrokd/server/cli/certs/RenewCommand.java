package org.ngrokd.server.cli.certs;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ngrokd certs renew}. */
@Command(
    name = "renew",
    description = "Has the server get a certificate anew, before it is time.",
    sortOptions = false)
public final class RenewCommand extends KeepCommand {
  @Parameters(
      paramLabel = "NAME",
      description = "As 'ngrokd certs list' shows it: *.example.com for a wildcard.")
  private String name = "";

  @Override
  void run() {
    CertificateWork.renew(config.serverOptions(), name);
    print(
        "A server that runs with -acme asks for "
            + name
            + " within seconds, else the next one that starts; its log says how that went");
  }
}
