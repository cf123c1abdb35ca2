package org.ngrokd.client.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.client.agentfile.AgentFile;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlReader;
import org.ngrokd.protocol.Masked;
import org.ngrokd.streams.net.HostAndPort;

/**
 * What an ngrok.cfg says. Every key may be missing. Protocol: §8.
 *
 * @param warnings what in it is ignored, a line each
 */
public record ConfigFile(
    Optional<HostAndPort> server,
    String authToken,
    Optional<HttpProxy> httpProxy,
    TrustKeys trust,
    Map<String, TunnelConfig> tunnels,
    InspectOptions inspect,
    ProgramKeys program,
    List<String> warnings) {

  /** The old format: nothing but the token. */
  private static final Pattern BARE_TOKEN = Pattern.compile("[0-9a-zA-Z_\\-!]+");

  /**
   * The keys that say whose certificate is accepted.
   *
   * @param rootCas a PEM file, relative to the config file's directory
   */
  public record TrustKeys(
      Optional<Boolean> hostRoots, Optional<Path> rootCas, Optional<Fingerprint> fingerprint) {
    static final TrustKeys NONE =
        new TrustKeys(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** With nothing ignored. */
  public ConfigFile(
      Optional<HostAndPort> server,
      String authToken,
      Optional<HttpProxy> httpProxy,
      TrustKeys trust,
      Map<String, TunnelConfig> tunnels,
      InspectOptions inspect) {
    this(server, authToken, httpProxy, trust, tunnels, inspect, ProgramKeys.NONE, List.of());
  }

  /** A file that says nothing: there is none. */
  public static final ConfigFile EMPTY =
      new ConfigFile(
          Optional.empty(), "", Optional.empty(), TrustKeys.NONE, Map.of(), InspectOptions.DEFAULT);

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read
   * @throws ConfigException with all its errors, a line each
   */
  public static ConfigFile read(Path file) {
    return read(file, EMPTY);
  }

  /**
   * Reads a file that goes before another.
   *
   * @param before what holds where the file says nothing
   * @throws UserException when it cannot be read
   * @throws ConfigException with all its errors, a line each
   */
  public static ConfigFile read(Path file, ConfigFile before) {
    String text;
    try {
      text = FileText.decoded(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserException(
          "Failed to read configuration file " + file + ": " + FileFailure.reason(e));
    }
    return parse(file, text, before);
  }

  /** The token stays out. */
  @Override
  public String toString() {
    return "ConfigFile[server=%s, authToken=%s, httpProxy=%s, trust=%s, tunnels=%s, inspect=%s]"
        .formatted(server, Masked.secret(authToken), httpProxy, trust, tunnels, inspect);
  }

  /**
   * Reads what stands, or will stand, in a file.
   *
   * @throws ConfigException with all its errors, a line each
   */
  public static ConfigFile parse(Path file, String text) {
    return parse(file, text, EMPTY);
  }

  /**
   * Reads what stands in a file that goes before another. A file of today's agents is read as if it
   * were one of ours.
   *
   * @param before what holds where the file says nothing
   * @throws ConfigException with all its errors, a line each
   */
  public static ConfigFile parse(Path file, String text, ConfigFile before) {
    if (BARE_TOKEN.matcher(text.trim()).matches()) {
      return before.withToken(text.trim());
    }
    YamlNode read = YamlReader.read(file.toString(), text);
    Optional<AgentFile.Version> version = AgentFile.version(read);
    return version.isPresent() && read instanceof YamlNode.Mapping root
        ? AgentFiles.read(file, AgentFile.translate(file.toString(), root, version.get()), before)
        : of(file, read, before);
  }

  /** Of our form. */
  static ConfigFile of(Path file, YamlNode read, ConfigFile before) {
    List<String> errors = new ArrayList<>();
    ConfigSection root = ConfigSection.of(file.toString(), read, errors);
    KnownKeys known = KnownKeys.of(root);
    known.checkFile(root);
    Map<String, TunnelConfig> tunnels = new LinkedHashMap<>(before.tunnels());
    tunnels.putAll(tunnels(root, file, known));
    ConfigFile config =
        new ConfigFile(
            root.parsed("server_addr", value -> address("server_addr", value)).or(before::server),
            root.has("auth_token") ? root.text("auth_token") : before.authToken(),
            root.parsed("http_proxy", ConfigFile::proxy).or(before::httpProxy),
            trust(root, file, before.trust()),
            tunnels,
            InspectKeys.read(root, before.inspect()),
            ProgramKeys.read(root, before.program()),
            Stream.concat(before.warnings().stream(), known.warnings().stream()).toList());
    if (!errors.isEmpty()) {
      errors.addAll(known.warnings()); // one of them may be the cause
      throw new ConfigException(errors);
    }
    return config;
  }

  private ConfigFile withToken(String token) {
    return new ConfigFile(server, token, httpProxy, trust, tunnels, inspect, program, warnings);
  }

  /** The same with other tunnels and more warnings. */
  ConfigFile with(Map<String, TunnelConfig> others, List<String> more) {
    return new ConfigFile(
        server,
        authToken,
        httpProxy,
        trust,
        others,
        inspect,
        program,
        Stream.concat(warnings.stream(), more.stream()).toList());
  }

  private static HostAndPort address(String what, String value) {
    int scheme = value.indexOf("://");
    if (scheme >= 0) {
      throw new IllegalArgumentException(
          "Invalid address %s '%s': write host:port, without %s"
              .formatted(what, value, value.substring(0, scheme + 3)));
    }
    try {
      HostAndPort address = HostAndPort.parse(value);
      if (address.host().isEmpty()) {
        throw new IllegalArgumentException("it names no host");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid address " + what + " '" + value + "': " + e.getMessage(), e);
    }
  }

  private static HttpProxy proxy(String value) {
    try {
      return HttpProxy.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("http_proxy: " + e.getMessage(), e);
    }
  }

  /** A file that names a CA or a fingerprint of its own has nothing of those before it. */
  private static TrustKeys trust(ConfigSection root, Path file, TrustKeys before) {
    boolean isNew = root.has("root_cas") || root.has("server_fingerprint");
    TrustKeys usual = isNew ? TrustKeys.NONE : before;
    return new TrustKeys(
        root.bool("trust_host_root_certs").or(usual::hostRoots),
        root.parsed("root_cas", value -> file.toAbsolutePath().resolveSibling(value))
            .or(usual::rootCas),
        root.parsed("server_fingerprint", Fingerprint::parse).or(usual::fingerprint));
  }

  private static Map<String, TunnelConfig> tunnels(ConfigSection root, Path file, KnownKeys known) {
    Map<String, TunnelConfig> tunnels = new LinkedHashMap<>();
    root.sections("tunnels")
        .forEach(
            (name, keys) -> {
              known.checkTunnel(keys);
              tunnels.put(name, new TunnelSection(file, name, keys).read(root));
            });
    return tunnels;
  }
}
