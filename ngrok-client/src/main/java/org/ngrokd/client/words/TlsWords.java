package org.ngrokd.client.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.Termination;
import org.ngrokd.client.config.VerifyUpstream;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** The options of today's agents about TLS, with visitors and with the local service. */
public final class TlsWords {
  @Option(
      names = {"-crt", "--crt"},
      defaultValue = "",
      paramLabel = "FILE",
      description =
          "PEM certificate for visitors: with -key, their TLS ends in this client, and the server"
              + " cannot read it.")
  private String certificate = "";

  @Option(
      names = {"-key", "--key"},
      defaultValue = "",
      paramLabel = "FILE",
      description = "PEM key of -crt.")
  private String key = "";

  @Option(
      names = {"-mutual-tls-cas", "--mutual-tls-cas"},
      split = ",",
      paramLabel = "FILE",
      description = "PEM file with CAs: visitors must show a certificate of one; needs -crt, -key.")
  private List<String> visitorCas = new ArrayList<>();

  @Option(
      names = {"--terminate-at", "-terminate-at"},
      hidden = true,
      defaultValue = "",
      description = "agent (with --crt and --key) or upstream.")
  private String place = "";

  @Option(
      names = {"--upstream-tls-verify", "--verify-upstream-tls"},
      hidden = true,
      arity = "0..1",
      fallbackValue = "true",
      description = "As -verifyUpstream=true.")
  private @Nullable Boolean verifies;

  @Option(
      names = {"--upstream-tls-verify-cas", "--upstream-ca-path"},
      hidden = true,
      defaultValue = "",
      description = "As -verifyUpstream=FILE.")
  private String upstreamCas = "";

  /**
   * Where visitors' TLS ends here.
   *
   * @param isHttp whether what is in it is HTTP
   * @throws UsageException when the words do not go together: without TLS here, nobody would ask
   *     visitors for certificates
   */
  Optional<Termination> termination(boolean isHttp) {
    if (place.equals("edge")) {
      throw new UsageException(
          "--terminate-at edge is not there for tls: use 'ngrok http', whose TLS ends at the"
              + " server, or --terminate-at agent with --crt and --key");
    }
    if (!List.of("", "agent", "upstream").contains(place)) {
      throw new UsageException("--terminate-at is '" + place + "'; expected agent or upstream");
    }
    boolean isComplete = !certificate.isEmpty() && !key.isEmpty();
    boolean isAsked =
        place.equals("agent") || !visitorCas.isEmpty() || !certificate.isEmpty() || !key.isEmpty();
    if (isAsked && place.equals("upstream")) {
      throw new UsageException("--terminate-at upstream does not go with --crt, --key and CAs");
    }
    if (isAsked && !isComplete) {
      throw new UsageException(
          visitorCas.isEmpty()
              ? "TLS that ends in this client needs both --crt and --key"
              : "--mutual-tls-cas needs --crt and --key: visitors are asked for certificates where"
                  + " their TLS ends, in this client");
    }
    return isAsked
        ? Optional.of(
            new Termination(
                Path.of(certificate),
                Path.of(key),
                visitorCas.stream().map(Path::of).toList(),
                isHttp))
        : Optional.empty();
  }

  /**
   * Looks whether these words are for the protocols that are asked for.
   *
   * @param protocols joined by {@code +}
   * @throws UsageException when they would do nothing: the server would read what it is not to
   */
  void checkFor(String protocols) {
    if (place.equals("upstream") && protocols.startsWith("http")) {
      throw new UsageException(
          "--terminate-at upstream is for 'ngrok tls': of http tunnels the server ends the TLS, or"
              + " this client with --crt and --key");
    }
    if (protocols.equals("tcp")
        && !(certificate + key + place + String.join("", visitorCas)).isEmpty()) {
      throw new UsageException(
          "--crt, --key, --mutual-tls-cas and --terminate-at are for http and tls; a tcp tunnel"
              + " passes on what comes");
    }
  }

  /** Whether the certificate of the local service is checked; empty: nobody has said. */
  Optional<VerifyUpstream> verify() {
    if (!upstreamCas.isEmpty() && !upstreamCas.equals("host") && !Boolean.FALSE.equals(verifies)) {
      return Optional.of(
          new VerifyUpstream.AgainstCas(Path.of("").toAbsolutePath().resolve(upstreamCas)));
    }
    if (upstreamCas.equals("host") && verifies == null) {
      return Optional.of(new VerifyUpstream.Always());
    }
    return Optional.ofNullable(verifies)
        .map(each -> each ? new VerifyUpstream.Always() : new VerifyUpstream.Never());
  }
}
