package org.ngrokd.server.cli.certs;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.acme.options.AcmeOptions;
import org.ngrokd.server.options.ServerOptions;
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
      defaultValue = "",
      description = "The CA's directory (what the config file says, or Let's Encrypt's).")
  private String server = "";

  @Option(
      names = {"-acmeServerCa", "--acmeServerCa"},
      defaultValue = "",
      description = "File with the CA, PEM, of a private CA's own https (the system's).")
  private String serverCa = "";

  @Override
  void run() {
    ServerOptions options = config.serverOptions();
    AcmeOptions.Issuer issuer = issuer(options);
    new Revocation(issuer, name).of(options);
    print(name + " is void at " + issuer.server() + ", and forgotten here");
  }

  private AcmeOptions.Issuer issuer(ServerOptions options) {
    AcmeOptions.Issuer said =
        options
            .tls()
            .acme()
            .map(AcmeOptions::ca)
            .orElseGet(
                () ->
                    new AcmeOptions.Issuer(
                        AcmeOptions.DEFAULT_SERVER,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    return new AcmeOptions.Issuer(
        server.isEmpty() ? said.server() : uri(),
        said.email(),
        serverCa.isEmpty() ? said.trusted() : Optional.of(Path.of(serverCa)),
        said.binding());
  }

  private URI uri() {
    try {
      return URI.create(server);
    } catch (IllegalArgumentException e) {
      throw new UserException("-acmeServer '" + server + "' is no URL");
    }
  }
}
