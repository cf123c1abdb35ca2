package org.ngrokd.certs;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ngrokd certs}: makes a CA, once, and a server certificate for a domain, and says how
 * server and clients use them.
 *
 * <p>Exit codes: 0 done, 1 a file is in the way or unusable, 2 wrong usage.
 */
@Command(
    name = "certs",
    description =
        "Makes a certificate authority and a server certificate for a domain and its subdomains.",
    sortOptions = false)
public final class CertsCommand implements Callable<Integer> {
  @Option(
      names = {"--domain", "-domain"},
      paramLabel = "NAME",
      description = "The server's domain (example.com) or IP address.")
  private String domain = "";

  @Option(
      names = {"--out", "-out"},
      paramLabel = "DIR",
      description =
          "Where ca.crt, ca.key, server.crt and server.key go; a CA found there is used again.")
  private Path out = Path.of("");

  @Option(
      names = {"--rsa", "-rsa"},
      description = "Make RSA keys (2048 bits) instead of ECDSA (P-256).")
  private boolean rsa;

  @Option(
      names = {"--force", "-force"},
      description = "Replace server.crt and server.key. The CA is never replaced.")
  private boolean force;

  @Option(
      names = {"-h", "--help", "-help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    require(!domain.isEmpty(), "'--domain=NAME'");
    require(!out.equals(Path.of("")), "'--out=DIR'");
    String name = checkedDomain();
    try {
      make(name);
      return 0;
    } catch (CertificateFileException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    }
  }

  /** Not by picocli, which would ask for them before a command below this one, too. */
  private void require(boolean isThere, String option) {
    if (!isThere) {
      throw new ParameterException(spec.commandLine(), "Missing required option: " + option);
    }
  }

  private String checkedDomain() {
    try {
      return DomainName.parse(domain);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--domain: " + e.getMessage(), e);
    }
  }

  private void make(String name) {
    CertsDirectory directory = CertsDirectory.open(out);
    if (!force) {
      directory.requireNoServer();
    }
    Instant now = Instant.now();
    KeyKind kind = rsa ? KeyKind.RSA_2048 : KeyKind.ECDSA_P256;
    boolean newCa = !directory.hasCa();
    CertificateAuthority ca = newCa ? directory.createCa(name, kind, now) : directory.readCa();
    directory.writeServer(ca.issueServer(name, kind, now));
    report(name, directory, ca, newCa);
    IdentityCheck.expiryWarning(ca.certificate(), now)
        .ifPresent(spec.commandLine().getErr()::println);
  }

  private void report(String name, CertsDirectory files, CertificateAuthority ca, boolean newCa) {
    String made =
        """
        %s %s (and %s, keep it secret)
        Wrote %s (and %s, keep it secret) for %s

        """
            .formatted(
                newCa ? "Wrote the new CA" : "Used the CA",
                files.caCert(),
                files.caKey(),
                files.serverCert(),
                files.serverKey(),
                IpLiteral.parse(name).isPresent() ? name : name + " and *." + name);
    String use =
        """
        Start the server with:
          ngrokd -domain=%s -tlsCrt=%s -tlsKey=%s

        Put one of these lines into each client's configuration file:
          root_cas: ca.crt   # the path of a copy of %s
          server_fingerprint: "%s"
        """
            .formatted(
                name,
                files.serverCert(),
                files.serverKey(),
                files.caCert(),
                Fingerprint.of(ca.certificate()));
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.print(made + use);
    terminal.flush();
  }
}
