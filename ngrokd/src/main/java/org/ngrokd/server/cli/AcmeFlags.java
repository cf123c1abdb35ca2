package org.ngrokd.server.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.acme.options.AcmeOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags for certificates that come by themselves. */
public final class AcmeFlags {
  private static final Path NO_FILE = Path.of("");

  @Mixin private final AcmeDnsFlags dns = new AcmeDnsFlags();

  @Option(
      names = {"-acme", "--acme"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Get certificates from a public CA, for the domain and every https tunnel, and renew"
              + " them; this agrees to the CA's terms.")
  private boolean acme;

  @Option(
      names = {"-acmeEmail", "--acmeEmail"},
      defaultValue = "",
      description = "E-mail address for the CA's letters (none).")
  private String email = "";

  @Option(
      names = {"-acmeServer", "--acmeServer"},
      defaultValue = "",
      description = "The CA's directory (Let's Encrypt's).")
  private String server = "";

  @Option(
      names = {"-acmeServerCa", "--acmeServerCa"},
      defaultValue = "",
      description = "File with the CA, PEM, of a private CA's own https (the system's).")
  private Path serverCa = NO_FILE;

  @Option(
      names = {"-acmeEab", "--acmeEab"},
      defaultValue = "",
      description =
          "Account elsewhere, as ZeroSSL and Google want it: KEY_ID:HMAC_KEY, which stands better"
              + " in the config file.")
  private String binding = "";

  @Option(
      names = {"-acmeRsa", "--acmeRsa"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Get a second certificate for each name, with an RSA key, for clients that know no"
              + " other.")
  private boolean alsoRsa;

  /**
   * What they mean; empty without -acme.
   *
   * @throws UsageException when one of them is wrong
   */
  Optional<AcmeOptions> options() {
    AcmeOptions.Dns ways = dns.options();
    if (!acme) {
      return Optional.empty();
    }
    dns.checkTogether();
    AcmeOptions.Issuer issuer =
        new AcmeOptions.Issuer(
            directory(),
            Optional.of(email).filter(text -> !text.isEmpty()),
            Optional.of(serverCa).filter(file -> !file.equals(NO_FILE)),
            binding());
    return Optional.of(new AcmeOptions(issuer, alsoRsa, ways));
  }

  /**
   * What has to go together: somebody who sets one of these believes that certificates come by
   * themselves.
   *
   * @throws UsageException when they do not
   */
  void checkTogether() {
    if (acme) {
      return;
    }
    Optional<String> given =
        Stream.of(
                dns.first(),
                first("-acmeEmail", email),
                first("-acmeServer", server),
                first("-acmeServerCa", serverCa.toString()),
                first("-acmeEab", binding),
                alsoRsa ? Optional.of("-acmeRsa") : Optional.<String>empty())
            .flatMap(Optional::stream)
            .findFirst();
    if (given.isPresent()) {
      throw new UsageException(
          given.get()
              + " without -acme does nothing: no certificate is asked for; add -acme, or leave "
              + given.get()
              + " out");
    }
  }

  private static Optional<String> first(String flag, String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(flag);
  }

  private URI directory() {
    if (server.isEmpty()) {
      return AcmeOptions.DEFAULT_SERVER;
    }
    try {
      URI directory = new URI(server);
      if ("https".equals(directory.getScheme()) && directory.getHost() != null) {
        return directory;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new UsageException(
        "-acmeServer '" + server + "' is no https URL; for example " + AcmeOptions.DEFAULT_SERVER);
  }

  private Optional<AcmeOptions.Binding> binding() {
    if (binding.isEmpty()) {
      return Optional.empty();
    }
    int colon = binding.indexOf(':');
    if (colon <= 0 || colon == binding.length() - 1) {
      throw new UsageException("-acmeEab is KEY_ID:HMAC_KEY, as the CA's pages show both");
    }
    return Optional.of(
        new AcmeOptions.Binding(binding.substring(0, colon), binding.substring(colon + 1)));
  }
}
