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
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.ConfigSection;
import org.ngrokd.kit.config.FileText;
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
    this(server, authToken, httpProxy, trust, tunnels, inspect, List.of());
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
    String text;
    try {
      text = FileText.decoded(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserException(
          "Failed to read configuration file " + file + ": " + FileFailure.reason(e));
    }
    return parse(file, text);
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
    if (BARE_TOKEN.matcher(text.trim()).matches()) {
      return new ConfigFile(
          Optional.empty(),
          text.trim(),
          Optional.empty(),
          TrustKeys.NONE,
          Map.of(),
          InspectOptions.DEFAULT);
    }
    List<String> errors = new ArrayList<>();
    ConfigSection root =
        ConfigSection.of(file.toString(), YamlReader.read(file.toString(), text), errors);
    LaterFile.refuse(root, file.toString());
    KnownKeys known = KnownKeys.of(root);
    known.checkFile(root);
    ConfigFile config =
        new ConfigFile(
            root.parsed("server_addr", value -> address("server_addr", value)),
            root.text("auth_token"),
            root.parsed("http_proxy", ConfigFile::proxy),
            trust(root, file),
            tunnels(root, file, known),
            InspectKeys.read(root),
            known.warnings());
    if (!errors.isEmpty()) {
      errors.addAll(known.warnings()); // one of them may be the cause
      throw new ConfigException(errors);
    }
    return config;
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

  private static TrustKeys trust(ConfigSection root, Path file) {
    return new TrustKeys(
        root.bool("trust_host_root_certs"),
        root.parsed("root_cas", value -> file.toAbsolutePath().resolveSibling(value)),
        root.parsed("server_fingerprint", Fingerprint::parse));
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
