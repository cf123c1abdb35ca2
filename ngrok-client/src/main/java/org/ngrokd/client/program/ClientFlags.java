package org.ngrokd.client.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.ClientIdFile;
import org.ngrokd.client.config.Comeback;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.ConfigPlaces;
import org.ngrokd.client.config.EnvironmentKeys;
import org.ngrokd.client.config.HttpProxy;
import org.ngrokd.client.config.InspectOptions;
import org.ngrokd.client.config.ProgramKeys;
import org.ngrokd.client.config.Trust;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.words.AgentFlags;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogFlags;
import org.ngrokd.kit.log.LogFormat;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code ngrok} as they were typed, and what they mean. Protocol: §7. */
public final class ClientFlags {
  @Option(
      names = {"-config", "--config"},
      paramLabel = "FILE",
      description =
          "Config file ($HOME/.ngrok, or else $HOME/.config/ngrok/ngrok.yml); of several, a later"
              + " one goes before an earlier one.")
  private List<Path> configs = new ArrayList<>();

  @Mixin private final LogFlags log = new LogFlags(LogOptions.NONE);

  @Option(
      names = {"-authtoken", "--authtoken"},
      defaultValue = "",
      description = "Token for the server; it is kept in the config file.")
  private String authToken = "";

  @Option(
      names = {"-httpauth", "--httpauth", "-auth", "--auth"},
      defaultValue = "",
      description = "user:password that visitors must give.")
  private String httpAuth = "";

  @Option(
      names = {"-subdomain", "--subdomain"},
      defaultValue = "",
      description = "Name to ask for, below the server's domain.")
  private String subdomain = "";

  @Option(
      names = {"-hostname", "--hostname", "-domain", "--domain"},
      defaultValue = "",
      description = "Whole host name to ask for.")
  private String hostname = "";

  @Option(
      names = {"-proto", "--proto"},
      description = "http, https, tcp, tls, or several joined by + (http+https).")
  private @Nullable String proto;

  @Option(
      names = {"-root-cas", "--root-cas"},
      defaultValue = "",
      description = "PEM file with the CA that issued the server's certificate.")
  private String rootCas = "";

  @Mixin private final TunnelFlags tunnelFlags = new TunnelFlags();

  @Mixin private final AgentFlags agent = new AgentFlags();

  @Option(
      names = {"-mux", "--mux"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Carry many streams in one connection, with servers that can (${DEFAULT-VALUE}).")
  private boolean mux;

  @Option(
      names = {"-retry", "--retry"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Go on trying when the server is not there or refuses a tunnel (${DEFAULT-VALUE}).")
  private boolean retry;

  @Option(
      names = {"-inspect", "--inspect"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description = "Keep the last requests and replies to be looked at (${DEFAULT-VALUE}).")
  private boolean isInspected;

  @Option(
      names = {"-debugErrors", "--debugErrors"},
      description = "Tell visitors the private address and the reason when a service is down.")
  private boolean debugErrors;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Option(
      names = {"-version", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean version;

  /**
   * Where the log goes.
   *
   * @param file what holds unless a flag says something else
   * @param format unless told
   */
  LogOptions log(ProgramKeys file, LogFormat format) {
    return log.options(
        new LogFlags.Usual(
            file.log().orElse(LogOptions.NONE),
            file.logLevel().orElse("INFO"),
            file.logFormat().orElse(format.name())));
  }

  /**
   * The config file, whether it is there or not: the last that is named, or else 1.7's place, or
   * one of today's agents'.
   *
   * @param environment HOME
   */
  Path configPath(Map<String, String> environment) {
    return namesConfig() ? configs.get(configs.size() - 1) : ConfigPlaces.in(environment);
  }

  /**
   * What the config files say, and the environment over them; a file may be missing only when no
   * flag names it.
   *
   * @param environment HOME, NGROK_SERVER_ADDR and so on
   */
  ConfigFile file(Map<String, String> environment) {
    Path usual = configPath(environment);
    ConfigFile read = ConfigFile.EMPTY;
    if (!namesConfig() && Files.exists(usual)) {
      read = ConfigFile.read(usual);
    }
    for (Path each : configs) {
      read = ConfigFile.read(each, read);
    }
    return EnvironmentKeys.over(read, environment);
  }

  /** The token to keep in the config file once the server accepted it. */
  Optional<String> tokenToKeep(ConfigFile file) {
    return authToken.isEmpty() || authToken.equals(file.authToken())
        ? Optional.empty()
        : Optional.of(authToken);
  }

  /** Whether a flag names the config file. */
  boolean namesConfig() {
    return !configs.isEmpty();
  }

  /**
   * How the tunnel of the command line treats its visitors.
   *
   * @param protocols joined by {@code +}
   */
  TunnelConfig.Options options(String protocols) {
    TunnelConfig.Options options =
        tunnelFlags.options(new TunnelConfig.Options(httpAuth, 0), protocols);
    options = agent.options(options, protocols);
    return debugErrors ? options.withHttp(options.http().withDetails()) : options;
  }

  /** In a tunnel by ssh the server is told none of this, and the client cannot do it. */
  void refuseWhatSshCannot() {
    if (!(subdomain + hostname + httpAuth).isEmpty() || tunnelFlags.asksForPort()) {
      throw new UsageException(
          "-subdomain, -hostname, -httpauth and -remotePort are not for tunnels by ssh: the server"
              + " chooses the name and the port, and asks for no password");
    }
    agent.refuseWhatSshCannot();
  }

  /**
   * The client of a tunnel by ssh.
   *
   * @param token for the server
   */
  ClientConfig bySsh(HostAndPort server, String token, TunnelConfig tunnel) {
    return new ClientConfig(
        server,
        token,
        new Trust.HostRoots(),
        Optional.empty(),
        List.of(tunnel),
        false,
        inspect(InspectOptions.DEFAULT),
        Comeback.PATIENT);
  }

  /**
   * The tunnel that the command line describes.
   *
   * @param publicAddress whose port a tcp tunnel asks for
   */
  TunnelConfig tunnel(String address, Optional<String> publicAddress) {
    String usual = proto == null ? "http+https" : proto;
    String protocols = agent.protocols(usual);
    TunnelConfig.Options options = options(protocols);
    boolean isUsual = proto == null && protocols.equals(usual);
    return agent.named(
        publicAddress,
        CommandLineTunnel.of(
            address,
            agent.endTlsHere() ? "tls" : protocols,
            subdomain,
            hostname,
            isUsual ? options.withOptionalHttps() : options));
  }

  /**
   * Everything together: the flags go before the file, the file before the environment.
   *
   * @param environment http_proxy
   */
  ClientConfig config(
      ConfigFile file, List<TunnelConfig> tunnels, Map<String, String> environment) {
    Trust trust = trust(file);
    Optional<HttpProxy> proxy = proxy(file, environment);
    HostAndPort server =
        file.server().orElseThrow(() -> ConfigCommands.withoutServer(configPath(environment)));
    return new ClientConfig(
        server,
        authToken.isEmpty() ? file.authToken() : authToken,
        trust,
        proxy,
        debugErrors ? tunnels.stream().map(ClientFlags::withDetails).toList() : tunnels,
        mux,
        inspect(file.inspect()),
        new Comeback(
            retry ? Comeback.Patience.ENDLESS : Comeback.Patience.NONE,
            ClientIdFile.of(environment, server, configPath(environment)),
            file.program().homes()));
  }

  /** Whose certificate is accepted. */
  Trust trust(ConfigFile file) {
    return trust(file.trust());
  }

  /**
   * The HTTP proxy on the way to the server.
   *
   * @param environment http_proxy
   */
  Optional<HttpProxy> proxy(ConfigFile file, Map<String, String> environment) {
    return file.httpProxy().or(() -> proxy(environment));
  }

  private InspectOptions inspect(InspectOptions inFile) {
    return isInspected ? inFile : inFile.withoutCapture();
  }

  private static TunnelConfig withDetails(TunnelConfig tunnel) {
    TunnelConfig.Options options = tunnel.options();
    return tunnel.withOptions(options.withHttp(options.http().withDetails()));
  }

  private static Optional<HttpProxy> proxy(Map<String, String> environment) {
    String url = environment.getOrDefault("http_proxy", "");
    try {
      return url.isEmpty() ? Optional.empty() : Optional.of(HttpProxy.parse(url));
    } catch (IllegalArgumentException e) {
      throw new UserException("The environment variable http_proxy is wrong: " + e.getMessage());
    }
  }

  private Trust trust(ConfigFile.TrustKeys keys) {
    if (!rootCas.isEmpty()) {
      return new Trust.RootCas(Path.of(rootCas));
    }
    if (keys.fingerprint().isPresent()) {
      return new Trust.Pinned(keys.fingerprint().get());
    }
    if (keys.rootCas().isPresent()) {
      return new Trust.RootCas(keys.rootCas().get());
    }
    if (keys.hostRoots().equals(Optional.of(false))) {
      throw new UserException(
          "trust_host_root_certs is false and no other trust is configured: set root_cas to the"
              + " server's CA, or server_fingerprint to what ngrokd prints at start, or"
              + " trust_host_root_certs: true");
    }
    return new Trust.HostRoots();
  }
}
