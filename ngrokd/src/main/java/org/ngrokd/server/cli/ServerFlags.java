package org.ngrokd.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ngrokd.certs.DomainName;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.log.LogFlags;
import org.ngrokd.kit.log.LogOptions;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.options.ServerOptions.Addresses;
import org.ngrokd.server.options.ServerOptions.Policy;
import org.ngrokd.server.options.ServerOptions.State;
import org.ngrokd.server.options.ServerOptions.Tls;
import org.ngrokd.server.options.Telemetry;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.tls.CertificateFiles;
import org.ngrokd.streams.net.HostAndPort;
import org.ngrokd.streams.net.TlsVersion;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code ngrokd} as they were typed, and what they mean. Protocol: §9. */
public final class ServerFlags {
  /** What 1.7 served unless told. */
  public static final String OLD_DOMAIN = "ngrok.com";

  private static final Path NO_FILE = Path.of("");

  @Option(
      names = {"-domain", "--domain"},
      description = "Domain below which tunnels get their names (" + OLD_DOMAIN + ").")
  private @Nullable String domain;

  @Option(
      names = {"-httpAddr", "--httpAddr"},
      defaultValue = ":80",
      description = "Address for visitors by http, \"\" for none (${DEFAULT-VALUE}).")
  private String httpAddr = "";

  @Option(
      names = {"-httpsAddr", "--httpsAddr"},
      defaultValue = ":443",
      description =
          "Address for visitors of https and tls tunnels, \"\" for none (${DEFAULT-VALUE}).")
  private String httpsAddr = "";

  @Option(
      names = {"-tunnelAddr", "--tunnelAddr"},
      defaultValue = ":4443",
      description = "Address for clients (${DEFAULT-VALUE}).")
  private String tunnelAddr = "";

  @Option(
      names = {"-metricsAddr", "--metricsAddr"},
      defaultValue = "",
      description =
          "Address for a monitoring system (Prometheus: /metrics, /healthz, /readyz), which anybody"
              + " may read who reaches it, \"\" for none; for example 127.0.0.1:9440.")
  private String metricsAddr = "";

  @Option(
      names = {"-metricsByAccount", "--metricsByAccount"},
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description =
          "Tell the monitoring system what passes for each account, too, of the first 1000"
              + " (${DEFAULT-VALUE}).")
  private boolean metricsByAccount;

  @Option(
      names = {"-bind", "--bind"},
      defaultValue = "",
      description = "IP address on which tcp tunnels listen (all).")
  private String bind = "";

  @Option(
      names = {"-tlsCrt", "--tlsCrt"},
      defaultValue = "",
      description =
          "Certificate with its chain, PEM (Let's Encrypt: fullchain.pem). Without it ngrokd makes"
              + " a CA and a certificate of its own.")
  private Path tlsCrt = NO_FILE;

  @Option(
      names = {"-tlsKey", "--tlsKey"},
      defaultValue = "",
      description = "Its private key, PEM (Let's Encrypt: privkey.pem).")
  private Path tlsKey = NO_FILE;

  @Option(
      names = {"-tlsMin", "--tlsMin"},
      defaultValue = "1.2",
      description = "Oldest TLS version: 1.0, 1.1, 1.2 or 1.3 (${DEFAULT-VALUE}).")
  private String tlsMin = "";

  @Option(
      names = {"-rsa", "--rsa"},
      description = "Use RSA instead of ECDSA for a certificate of our own.")
  private boolean rsa;

  @Option(
      names = {"-mux", "--mux"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description = "Let clients of ours carry many streams in one connection (${DEFAULT-VALUE}).")
  private boolean mux;

  @Option(
      names = {"-adminSocket", "--adminSocket"},
      defaultValue = "true",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Let 'ngrokd status' and its like ask this server, by a Unix socket in the state"
              + " directory that is for its owner only (${DEFAULT-VALUE}).")
  private boolean adminSocket;

  @Mixin private final EdgeFlags edge = new EdgeFlags();

  @Mixin private final FloodFlags floods = new FloodFlags();

  @Mixin private final AccessFlags access = new AccessFlags();

  @Mixin private final AcmeFlags acme = new AcmeFlags();

  @Mixin private final SshFlags ssh = new SshFlags();

  @Mixin private final ClusterFlags cluster = new ClusterFlags();

  @Mixin private final AccessLogFlags accessLog = new AccessLogFlags();

  @Mixin private final LifeFlags life = new LifeFlags();

  @Mixin private final TraceFlags traces = new TraceFlags();

  @Mixin private final LogFlags log = new LogFlags(LogOptions.STDOUT);

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

  public LogOptions log() {
    return log.options();
  }

  /** How it begins and ends. */
  public LifeFlags life() {
    return life;
  }

  /**
   * These, and below them those of a config file.
   *
   * @param typed the command line that they were read from
   */
  public ServerFlags over(ServerConfigFile file, List<String> typed) {
    return file.flags().isEmpty() ? this : LayeredFlags.of(file, typed);
  }

  /**
   * The value of each flag, by its name without dashes, as text.
   *
   * @param typed a command line without mistakes
   */
  public static Map<String, String> values(ServerConfigFile file, List<String> typed) {
    return LayeredFlags.values(file, typed);
  }

  /**
   * Looks at each by itself: those that have to go together may come later.
   *
   * @throws UsageException for the first that is wrong
   */
  void check() {
    var unused =
        List.of(
            domain(),
            addresses(Map.of()),
            oldestTls(),
            policy(),
            acme.options(),
            telemetry(),
            life.typed(),
            log());
    cluster.check();
  }

  /** What the flags mean, without accounts in a database. */
  public ServerOptions options(Map<String, String> environment) {
    return options(environment, Optional.empty());
  }

  /**
   * What the flags mean.
   *
   * @param environment NGROKD_HOME, HOME, VHOST, REGISTRY_CACHE_FILE
   * @param teams of the config file
   * @throws UsageException when one of them is wrong
   */
  public ServerOptions options(Map<String, String> environment, Optional<TeamsOptions> teams) {
    acme.checkTogether();
    return new ServerOptions(
        domain(),
        addresses(environment),
        new Tls(files(), rsa ? KeyKind.RSA_2048 : KeyKind.ECDSA_P256, oldestTls(), acme.options()),
        new State(
            StateDirectory.of(environment),
            nonEmpty(environment.get("REGISTRY_CACHE_FILE")).map(Path::of),
            adminSocket),
        policy(),
        teams,
        telemetry(),
        cluster.options());
  }

  private Addresses addresses(Map<String, String> environment) {
    return new Addresses(
        optional("-httpAddr", httpAddr),
        optional("-httpsAddr", httpsAddr),
        address("-tunnelAddr", tunnelAddr),
        bind,
        nonEmpty(environment.get("VHOST")),
        optional("-metricsAddr", metricsAddr));
  }

  private Policy policy() {
    return new Policy(edge.policy(), floods.limits(), access.options(), mux, ssh.options());
  }

  private Telemetry telemetry() {
    return new Telemetry(accessLog.options(), metricsByAccount, traces.options());
  }

  /** What was most likely not meant, a line each. */
  public List<String> warnings() {
    return domain == null
        ? List.of(
            "No -domain is given: this server serves "
                + OLD_DOMAIN
                + ", as 1.7 does, and visitors of its names go elsewhere. This is surely not meant:"
                + " start it with -domain=YOUR.DOMAIN")
        : List.of();
  }

  private String domain() {
    try {
      return DomainName.parse(domain == null ? OLD_DOMAIN : domain);
    } catch (IllegalArgumentException e) {
      throw new UsageException("-domain " + e.getMessage());
    }
  }

  private static Optional<String> nonEmpty(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isEmpty());
  }

  private Optional<HostAndPort> optional(String flag, String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(address(flag, value));
  }

  private HostAndPort address(String flag, String value) {
    try {
      return HostAndPort.parse(value);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          flag + " '" + value + "': " + e.getMessage() + "; for example :8080");
    }
  }

  private TlsVersion oldestTls() {
    try {
      return TlsVersion.parse(tlsMin);
    } catch (IllegalArgumentException e) {
      throw new UsageException("-tlsMin " + e.getMessage());
    }
  }

  private Optional<CertificateFiles> files() {
    boolean hasKey = !tlsKey.equals(NO_FILE);
    if (tlsCrt.equals(NO_FILE) == hasKey) {
      throw new UsageException(
          "-tlsCrt and -tlsKey belong together: "
              + (hasKey ? "-tlsCrt" : "-tlsKey")
              + " is missing");
    }
    return hasKey ? Optional.of(new CertificateFiles(tlsCrt, tlsKey)) : Optional.empty();
  }
}
