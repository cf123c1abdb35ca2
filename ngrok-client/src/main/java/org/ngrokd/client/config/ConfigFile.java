package org.ngrokd.client.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ngrokd.certs.Fingerprint;
import org.ngrokd.protocol.cli.UserException;
import org.ngrokd.protocol.net.Failures;
import org.ngrokd.protocol.net.HostAndPort;

/** What an ngrok.cfg says. Every key may be missing. Protocol: §8. */
public record ConfigFile(
    Optional<HostAndPort> server,
    String authToken,
    Optional<HttpProxy> httpProxy,
    TrustKeys trust,
    Map<String, TunnelConfig> tunnels) {

  private static final List<String> KEYS =
      List.of(
          "server_addr",
          "auth_token",
          "tunnels",
          "trust_host_root_certs",
          "root_cas",
          "server_fingerprint",
          "http_proxy",
          "inspect_addr");
  private static final List<String> TUNNEL_KEYS =
      List.of("proto", "subdomain", "hostname", "auth", "remote_port");
  private static final List<String> PROTOCOLS = List.of("http", "https", "tcp");

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

  /** A file that says nothing: there is none. */
  public static final ConfigFile EMPTY =
      new ConfigFile(Optional.empty(), "", Optional.empty(), TrustKeys.NONE, Map.of());

  /**
   * Reads a file.
   *
   * @throws UserException when it cannot be read
   * @throws ConfigException with all its errors, a line each
   */
  public static ConfigFile read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException("Failed to read configuration file " + file + ": " + reason(e));
    }
    return parse(file, text);
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof CharacterCodingException) {
      return "it is not in UTF-8";
    }
    return e instanceof AccessDeniedException ? "permission denied" : Failures.oneLine(e);
  }

  static ConfigFile parse(Path file, String textWithMark) {
    String text = ByteOrderMark.removed(textWithMark);
    if (BARE_TOKEN.matcher(text.trim()).matches()) {
      return new ConfigFile(
          Optional.empty(), text.trim(), Optional.empty(), TrustKeys.NONE, Map.of());
    }
    List<String> errors = new ArrayList<>();
    ConfigSection root =
        ConfigSection.of(file.toString(), YamlReader.read(file.toString(), text), errors);
    root.allow(KEYS);
    inspectAddress(root);
    ConfigFile config =
        new ConfigFile(
            root.parsed("server_addr", value -> address("server_addr", value)),
            root.text("auth_token"),
            root.parsed("http_proxy", ConfigFile::proxy),
            trust(root, file),
            tunnels(root));
    if (!errors.isEmpty()) {
      throw new ConfigException(String.join(System.lineSeparator(), errors));
    }
    return config;
  }

  private static HostAndPort address(String what, String value) {
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

  /** Checked here, used by the screens. */
  private static void inspectAddress(ConfigSection root) {
    if (!root.text("inspect_addr").equals("disabled")) {
      var unused =
          root.parsed(
              "inspect_addr",
              value -> {
                try {
                  return LocalAddress.parse(value);
                } catch (IllegalArgumentException e) {
                  throw new IllegalArgumentException(
                      "Invalid address inspect_addr '" + value + "': " + e.getMessage(), e);
                }
              });
    }
  }

  private static TrustKeys trust(ConfigSection root, Path file) {
    return new TrustKeys(
        root.parsed("trust_host_root_certs", ConfigFile::bool),
        root.parsed("root_cas", value -> file.toAbsolutePath().resolveSibling(value)),
        root.parsed("server_fingerprint", Fingerprint::parse));
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default ->
          throw new IllegalArgumentException(
              "trust_host_root_certs is '" + value + "'; expected true or false");
    };
  }

  private static Map<String, TunnelConfig> tunnels(ConfigSection root) {
    Map<String, TunnelConfig> tunnels = new LinkedHashMap<>();
    root.sections("tunnels").forEach((name, keys) -> tunnels.put(name, tunnel(root, name, keys)));
    return tunnels;
  }

  private static TunnelConfig tunnel(ConfigSection root, String name, ConfigSection keys) {
    keys.allow(TUNNEL_KEYS);
    Map<String, LocalAddress> services = services(name, keys.section("proto"));
    if (!keys.has("proto") || keys.section("proto").keys().isEmpty()) {
      root.error("tunnels", "Tunnel " + name + " does not specify any protocols to tunnel.");
    }
    String subdomain = keys.text("subdomain");
    String hostname = keys.text("hostname");
    boolean named = !subdomain.isEmpty() || !hostname.isEmpty();
    boolean nameIsHost = !named && name.contains(".");
    return new TunnelConfig(
        name,
        services,
        named || nameIsHost ? subdomain : name,
        nameIsHost ? name : hostname,
        new TunnelConfig.Options(
            keys.text("auth"), keys.parsed("remote_port", ConfigFile::port).orElse(0)));
  }

  private static Map<String, LocalAddress> services(String tunnel, ConfigSection proto) {
    proto.allow(PROTOCOLS);
    Map<String, LocalAddress> services = new LinkedHashMap<>();
    for (String protocol : proto.keys()) {
      if (proto.text(protocol).isEmpty()) {
        proto.error(protocol, "tunnel " + tunnel + " gives no local address for " + protocol);
      }
      proto
          .parsed(protocol, value -> service(tunnel, protocol, value))
          .ifPresent(address -> services.put(protocol, address));
    }
    return services;
  }

  private static LocalAddress service(String tunnel, String protocol, String value) {
    try {
      return LocalAddress.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid address for tunnel "
              + tunnel
              + "["
              + protocol
              + "] '"
              + value
              + "': "
              + e.getMessage(),
          e);
    }
  }

  private static int port(String value) {
    try {
      return new HostAndPort("", Integer.parseInt(value)).port();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "remote_port is '" + value + "'; expected a port, 0 to 65535", e);
    }
  }
}
