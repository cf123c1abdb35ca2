package org.ngrokd.client.moving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.moving.ForeignFile;
import org.ngrokd.kit.moving.ForeignKeys;
import org.ngrokd.kit.moving.Leftovers;

/**
 * A config file of ours made from frp's.
 *
 * @param text of the file
 * @param leftovers what has no counterpart, a line each
 * @param wrong what {@code ngrok config check} would say against it: there are values that we do
 *     not take
 */
public record FrpcImport(String text, List<String> leftovers, List<String> wrong) {
  private static final int USUAL_PORT = 7000;
  private static final String NO_ADDRESS = "0.0.0.0";

  /**
   * Reads a frpc.toml, .yaml, .json or .ini.
   *
   * @param environment what {@code {{ .Envs.NAME }}} stands for
   * @throws org.ngrokd.kit.cli.UserException with all that is wrong with it
   */
  public static FrpcImport read(Path file, Map<String, String> environment) {
    return of(ForeignFile.read(file, environment));
  }

  static FrpcImport of(ForeignFile file) {
    FrpcFile frpc = FrpcFile.of(file);
    Leftovers leftovers = new Leftovers(file.name());
    ConfigText text = new ConfigText();
    text.comment("Made by 'ngrok import' from " + Path.of(file.name()).getFileName());
    common(frpc.common(), text, leftovers);
    ProxyReader reader = new ProxyReader(leftovers);
    List<Proxy> proxies = new ArrayList<>();
    frpc.proxies().forEach(keys -> reader.read(keys).ifPresent(proxies::add));
    for (ForeignKeys visitor : frpc.visitors()) {
      leftovers.add(
          visitor.line(),
          visitor.take("name").orElse("visitor") + " (visitor) is left out",
          "visitors need no client: they come to the tunnel's public address");
    }
    text.tunnels(Tunnels.of(proxies, leftovers));
    return new FrpcImport(text.toString(), leftovers.lines(), wrong(text.toString()));
  }

  private static List<String> wrong(String text) {
    try {
      var unused = ConfigFile.parse(Path.of("ngrok.cfg"), text);
      return List.of();
    } catch (ConfigException e) {
      return e.lines();
    }
  }

  private static void common(ForeignKeys keys, ConfigText text, Leftovers leftovers) {
    server(keys, text, leftovers);
    Optional<String> token = keys.take("auth.token");
    token.ifPresent(
        each -> text.comment("Good if the server knows it; else a new one: ngrokd token new NAME"));
    text.key("auth_token", token.orElse(""));
    Optional<String> ca = keys.take("transport.tls.trustedCaFile");
    ca.filter(path -> !Path.of(path).isAbsolute())
        .ifPresent(
            path ->
                leftovers.add(
                    keys.line("transport.tls.trustedCaFile"),
                    "transport.tls.trustedCaFile",
                    "it is root_cas, and counts from the directory of the config file"));
    text.key("root_cas", ca.orElse(""));
    if (ca.isEmpty()) {
      text.comment("The line that ngrokd prints at start, unless a public CA vouches for it:");
      text.comment("server_fingerprint: \"sha256:…\"");
    }
    proxy(keys, text);
    inspector(keys, text);
    keys.drop("transport.protocol", "tcp");
    keys.drop("auth.method", "token");
    leftovers.addLeft(keys, Instead.COMMON);
  }

  private static void server(ForeignKeys keys, ConfigText text, Leftovers leftovers) {
    String host =
        keys.take("serverAddr").filter(each -> !each.equals(NO_ADDRESS)).orElse("localhost");
    int port = keys.takeNumber("serverPort").orElse(USUAL_PORT);
    boolean isSix = host.contains(":");
    if (isSix || host.matches("[0-9.]+")) {
      leftovers.add(
          keys.line("serverAddr"),
          "serverAddr",
          "server_addr has to be a name of the server's certificate; an address only where it is in"
              + " there (ngrokd -domain ADDRESS)");
    }
    String bracketed = isSix && !host.startsWith("[") ? "[" + host + "]" : host;
    text.key("server_addr", bracketed + ":" + port);
  }

  private static void proxy(ForeignKeys keys, ConfigText text) {
    String key = "transport.proxyURL";
    Optional<String> url = keys.take(key);
    if (url.isPresent() && url.get().startsWith("http://")) {
      text.key("http_proxy", url.get());
    } else if (url.isPresent()) {
      keys.giveBack(key);
    }
  }

  /** frpc's page shows and changes proxies; ours shows requests. */
  private static void inspector(ForeignKeys keys, ConfigText text) {
    Optional<String> host = keys.take("webServer.addr");
    OptionalInt port = keys.takeNumber("webServer.port");
    Optional<String> user = keys.take("webServer.user");
    Optional<String> password = keys.take("webServer.password");
    if (port.isPresent()) {
      text.key("inspect_addr", host.orElse("127.0.0.1") + ":" + port.getAsInt());
      if (user.isPresent() && password.isPresent()) {
        text.key("inspect_auth", user.get() + ":" + password.get());
      }
    }
  }
}
