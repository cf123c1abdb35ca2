package org.ngrokd.server.cli.moving;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlText;
import org.ngrokd.kit.moving.ForeignFile;
import org.ngrokd.kit.moving.ForeignKeys;
import org.ngrokd.kit.moving.Leftovers;
import org.ngrokd.server.access.TokenHash;

/**
 * An ngrokd.yml made from frp's config.
 *
 * @param text of the file
 * @param leftovers what has no counterpart, or needs a look, a line each
 */
public record FrpsImport(String text, List<String> leftovers) {
  /**
   * Reads a frps.toml, .yaml, .json or .ini.
   *
   * @param environment what {@code {{ .Envs.NAME }}} stands for
   * @throws org.ngrokd.kit.cli.UserException with all that is wrong with it
   */
  public static FrpsImport read(Path file, Map<String, String> environment) {
    return of(ForeignFile.read(file, environment));
  }

  static FrpsImport of(ForeignFile file) {
    Leftovers leftovers = new Leftovers(file.name());
    Writer writer = new Writer(keys(file, leftovers), leftovers);
    writer.comment("Made by 'ngrokd import' from " + Path.of(file.name()).getFileName());
    writer.names();
    writer.listeners();
    writer.clients();
    writer.besides();
    leftovers.addLeft(writer.keys, Instead.WORDS);
    return new FrpsImport(writer.text.toString(), leftovers.lines());
  }

  private static ForeignKeys keys(ForeignFile file, Leftovers leftovers) {
    if (!file.isIni()) {
      ForeignKeys keys = ForeignKeys.of(file.root());
      for (ForeignKeys plugin : keys.takeGroups("httpPlugins")) {
        leftovers.add(
            plugin.line(), "httpPlugins", String.valueOf(Instead.WORDS.get("httpPlugins")));
      }
      return keys;
    }
    for (Map.Entry<String, YamlNode> section : file.root().values().entrySet()) {
      if (!section.getKey().equals("common")) {
        leftovers.add(
            section.getValue().line(),
            "[" + section.getKey() + "]",
            String.valueOf(Instead.WORDS.get("plugin")));
      }
    }
    return file.root().values().get("common") instanceof Mapping common
        ? ForeignKeys.of(common, LegacyKeys::of)
        : ForeignKeys.of(new Mapping(1, Map.of()));
  }

  /** What is written, and from what. */
  private static final class Writer {
    private static final int USUAL_PORT = 7000;
    private static final int OUR_PORT = 4443;
    private static final String EVERYWHERE = "0.0.0.0";

    private final StringBuilder text = new StringBuilder();
    private final ForeignKeys keys;
    private final Leftovers leftovers;

    Writer(ForeignKeys keys, Leftovers leftovers) {
      this.keys = keys;
      this.leftovers = leftovers;
    }

    void comment(String words) {
      text.append("# ").append(words).append('\n');
    }

    private void key(String key, String value) {
      text.append(key).append(": ").append(YamlText.of(value)).append('\n');
    }

    void names() {
      Optional<String> domain = keys.take("subDomainHost");
      if (domain.isPresent()) {
        key("domain", domain.get());
      } else {
        comment("domain: example.com");
        leftovers.add(
            keys.line(),
            "subDomainHost is not there",
            "write domain: …, the name of this server that clients have as server_addr");
      }
      Optional<String> certificate = keys.take("transport.tls.certFile");
      Optional<String> key = keys.take("transport.tls.keyFile");
      if (certificate.isPresent() && key.isPresent()) {
        file("tlsCrt", "transport.tls.certFile", certificate.get());
        file("tlsKey", "transport.tls.keyFile", key.get());
      }
    }

    private void file(String key, String theirs, String path) {
      key(key, path);
      if (!Path.of(path).isAbsolute()) {
        leftovers.add(
            keys.line(theirs),
            theirs,
            "it is " + key + ", and counts from the directory of the file");
      }
    }

    void listeners() {
      String bind = host("bindAddr", "");
      String visitors = host("proxyBindAddr", bind);
      int http = keys.takeNumber("vhostHTTPPort").orElse(0);
      int https = keys.takeNumber("vhostHTTPSPort").orElse(0);
      int clients = keys.takeNumber("bindPort").orElse(USUAL_PORT);
      if (clients == http || clients == https) {
        leftovers.add(
            keys.line("bindPort"),
            "bindPort",
            "visitors and clients have ports of their own here; clients: server_addr …:"
                + OUR_PORT);
        clients = OUR_PORT;
      }
      if (http != 0 && http == https) {
        leftovers.add(
            keys.line("vhostHTTPSPort"), "vhostHTTPSPort", "another port than http has, or none");
        https = 0;
      }
      key("httpAddr", http == 0 ? "" : visitors + ":" + http);
      key("httpsAddr", https == 0 ? "" : visitors + ":" + https);
      key("tunnelAddr", bind + ":" + clients);
      if (!visitors.isEmpty()) {
        key("bind", visitors.replaceAll("[\\[\\]]", ""));
      }
      OptionalInt ssh = keys.takeNumber("sshTunnelGateway.bindPort");
      if (ssh.isPresent()) {
        key("sshAddr", bind + ":" + ssh.getAsInt());
      }
    }

    /** "" for all addresses. */
    private String host(String key, String otherwise) {
      String host = keys.take(key).orElse(otherwise);
      if (host.equals(EVERYWHERE) || host.equals("::")) {
        return "";
      }
      return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    void clients() {
      List<String> ports = ports();
      if (!ports.isEmpty()) {
        text.append("tcpPorts: [").append(String.join(", ", ports)).append("]\n");
      }
      keys.drop("auth.method", "token");
      Optional<String> token = keys.take("auth.token");
      if (token.isPresent()) {
        key("authFile", "users.yml");
        comment(
            "users.yml beside this file. This is the token that all clients of frp had; better one");
        comment(
            "for each ('ngrokd token new NAME -authFile users.yml'), since who has one has all of its");
        comment("names, and a short one can be guessed:");
        comment("users:");
        comment("  frp:");
        comment("    token: \"" + TokenHash.of(token.get()) + "\"");
        leftovers.add(
            keys.line("auth.token"),
            "auth.token",
            "make users.yml: 'ngrokd token new NAME -authFile users.yml' for each client, or with the"
                + " lines that stand in the comment");
      } else {
        leftovers.add(
            keys.line(),
            "auth.token is not there",
            "anybody may open tunnels: 'ngrokd token new NAME -authFile users.yml', and authFile:"
                + " users.yml");
      }
    }

    private List<String> ports() {
      List<String> ports = new ArrayList<>();
      for (ForeignKeys range : keys.takeGroups("allowPorts")) {
        OptionalInt single = range.takeNumber("single");
        OptionalInt start = range.takeNumber("start");
        OptionalInt end = range.takeNumber("end");
        if (single.isPresent()) {
          ports.add(String.valueOf(single.getAsInt()));
        } else if (start.isPresent() && end.isPresent()) {
          ports.add(start.getAsInt() + "-" + end.getAsInt());
        }
      }
      return ports.isEmpty() ? keys.takeList("allowPorts") : ports;
    }

    void besides() {
      OptionalInt page = keys.takeNumber("webServer.port");
      boolean isMeasured =
          keys.take("enablePrometheus").filter("true"::equals).isPresent() && page.isPresent();
      if (isMeasured) {
        key("metricsAddr", keys.take("webServer.addr").orElse("127.0.0.1") + ":" + page.getAsInt());
      } else if (page.isPresent()) {
        keys.giveBack("webServer.port");
      }
      keys.take("log.to").ifPresent(to -> key("log", to.equals("console") ? "stdout" : to));
      keys.take("log.level").ifPresent(level -> key("log-level", level(level)));
    }

    private static String level(String theirs) {
      return switch (theirs.toLowerCase(Locale.ROOT)) {
        case "trace", "debug" -> "DEBUG";
        case "warn" -> "WARNING";
        case "error" -> "ERROR";
        default -> "INFO";
      };
    }
  }
}
