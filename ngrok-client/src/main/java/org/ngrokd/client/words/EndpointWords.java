package org.ngrokd.client.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ngrokd.client.agentfile.PublicUrl;
import org.ngrokd.client.config.AgentOptions;
import org.ngrokd.client.config.Protocols;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** The options of today's agents that say what the tunnel is called, outside and here. */
public final class EndpointWords {
  @Option(
      names = {"-url", "--url"},
      defaultValue = "",
      paramLabel = "URL",
      description =
          "Public URL to ask for: https://name, http://name, tcp://host:port, tls://name, or a"
              + " scheme alone, as https://, for any name.")
  private String url = "";

  @Option(
      names = {"--scheme", "-scheme", "--schemes"},
      hidden = true,
      split = ",",
      description = "http, https, or both.")
  private List<String> schemes = new ArrayList<>();

  @Option(
      names = {"-bind-tls", "--bind-tls"},
      hidden = true,
      defaultValue = "",
      description = "true (https), false (http) or both.")
  private String bindTls = "";

  @Option(
      names = {"-name", "--name"},
      defaultValue = "",
      paramLabel = "NAME",
      description = "What the tunnel is called on the screen and in the API (default).")
  private String name = "";

  @Option(
      names = {"-description", "--description"},
      defaultValue = "",
      paramLabel = "TEXT",
      description = "A word about the tunnel, for people; the API tells it.")
  private String description = "";

  @Option(
      names = {"-metadata", "--metadata"},
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Anything about the tunnel, for programs; the API tells it.")
  private String metadata = "";

  @Option(
      names = {"-pooling-enabled", "--pooling-enabled"},
      arity = "0..1",
      fallbackValue = "true",
      description = "Let other clients of the same account have the same name, and share visitors.")
  private boolean isPooled;

  @Option(
      names = {"--binding", "-binding", "--bindings"},
      hidden = true,
      split = ",",
      description = "public.")
  private List<String> bindings = new ArrayList<>();

  /**
   * The protocols that are asked for, joined by {@code +}.
   *
   * @param usual the protocols of the word before, joined by {@code +}
   * @throws UsageException when the words contradict each other, or ask for what there is not
   */
  String protocols(String usual) {
    bindings.stream()
        .filter(each -> !each.equals("public"))
        .findFirst()
        .ifPresent(
            each -> {
              throw new UsageException(
                  "--binding "
                      + each
                      + " is not there: all tunnels of ngrokd are public. Leave it out, and use"
                      + " --cidr-allow to say who may come");
            });
    List<String> told = Stream.of(url().scheme(), joined(), boundTls()).distinct().toList();
    List<String> chosen = told.stream().filter(each -> !each.isEmpty()).toList();
    if (chosen.size() > 1) {
      throw new UsageException("--url, --scheme and -bind-tls say different things");
    }
    String protocols = chosen.isEmpty() ? usual : chosen.get(0);
    if (!List.of(usual.split("\\+", -1)).containsAll(List.of(protocols.split("\\+", -1)))) {
      throw new UsageException(
          protocols
              + " is not what '"
              + (Protocols.isHttp(usual.split("\\+", -1)[0]) ? "http" : usual)
              + "' opens: write 'ngrok "
              + (Protocols.isHttp(protocols) ? "http" : protocols)
              + " …'");
    }
    return protocols;
  }

  /**
   * The URL that is asked for.
   *
   * @throws IllegalArgumentException when it is none, or asks for what there is not
   */
  PublicUrl url() {
    return PublicUrl.parse(url);
  }

  private String joined() {
    for (String scheme : schemes) {
      if (!Protocols.isHttp(scheme)) {
        throw new UsageException("--scheme is '" + scheme + "'; expected http or https");
      }
    }
    return String.join("+", schemes.stream().distinct().sorted().toList());
  }

  private String boundTls() {
    return switch (bindTls) {
      case "" -> "";
      case "true" -> "https";
      case "false" -> "http";
      case "both" -> "http+https";
      default ->
          throw new UsageException(
              "-bind-tls is '" + bindTls + "'; expected one of " + Arrays.asList(BIND_TLS));
    };
  }

  private static final String[] BIND_TLS = {"true", "false", "both"};

  /** What the tunnel is called here. */
  String nameOr(String usual) {
    return name.isEmpty() ? usual : name;
  }

  AgentOptions options(AgentOptions others) {
    return others.withPool(isPooled).withMetadata(metadata).withDescription(description);
  }

  /** Whether what they ask for is a server's of ours to do. */
  boolean needOurServer() {
    return isPooled || !url.isEmpty() || !schemes.isEmpty() || !bindTls.isEmpty();
  }
}
