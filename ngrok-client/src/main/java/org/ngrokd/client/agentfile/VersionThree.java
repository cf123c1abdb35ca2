package org.ngrokd.client.agentfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;

/**
 * An ngrok.cfg in the form of today's agents, version 3. Its tunnels become {@code tunnels}, which
 * that version still has: endpoints have no passwords.
 */
public final class VersionThree {
  /** Our keys of the file, and theirs below {@code agent}. */
  private static final Map<String, String> AGENT =
      ordered(
          "auth_token authtoken server_addr connect_url root_cas connect_cas http_proxy proxy_url"
              + " inspect_addr web_addr server_fingerprint server_fingerprint log log log_level"
              + " log_level log_format log_format console_ui console_ui");

  /** Our keys of a tunnel, and theirs. */
  private static final Map<String, String> TUNNEL =
      ordered(
          "subdomain subdomain hostname domain auth auth basic_auth basic_auth remote_port"
              + " remote_addr host_header host_header request_headers request_header"
              + " response_headers response_header proxy_protocol proxy_proto inspect inspect"
              + " compression compression circuit_breaker circuit_breaker user_agents"
              + " user_agent_filter upstream_protocol app_protocol websocket_tcp_converter"
              + " websocket_tcp_converter health_check health_check reuse_connections"
              + " reuse_connections pooling_enabled pooling_enabled crt crt key key mutual_tls_cas"
              + " mutual_tls_cas metadata metadata description description");

  private final List<String> lost = new ArrayList<>();

  private VersionThree() {}

  /**
   * The file, and what it cannot say.
   *
   * @param root as a file
   * @param lost keys of ours that have no counterpart
   */
  public record Written(Mapping root, List<String> lost) {}

  /** Puts an ngrok.cfg in that form. */
  public static Written of(Mapping ours) {
    VersionThree writer = new VersionThree();
    Map<String, YamlNode> root = new LinkedHashMap<>();
    root.put("version", new Scalar(1, "3"));
    Map<String, YamlNode> agent = new LinkedHashMap<>();
    Map<String, YamlNode> tunnels = new LinkedHashMap<>();
    ours.values()
        .forEach(
            (key, value) -> {
              if (key.equals("tunnels") && value instanceof Mapping all) {
                all.values().forEach((name, each) -> tunnels.put(name, writer.tunnel(name, each)));
              } else if (key.equals("inspect_addr") && text(value).equals("disabled")) {
                agent.put("web_addr", new Scalar(1, "false"));
              } else if (key.equals("trust_host_root_certs")) {
                writer.trust(value, agent);
              } else {
                writer.moved(key, value, AGENT, agent);
              }
            });
    if (!agent.isEmpty()) {
      root.put("agent", new Mapping(1, agent));
    }
    if (!tunnels.isEmpty()) {
      root.put("tunnels", new Mapping(1, tunnels));
    }
    return new Written(new Mapping(1, root), writer.lost);
  }

  /** Without it the host's roots are trusted anyway, unless the file names another trust. */
  private void trust(YamlNode value, Map<String, YamlNode> agent) {
    if (text(value).equals("true")) {
      agent.putIfAbsent("connect_cas", new Scalar(1, "host"));
    }
  }

  private void moved(
      String key, YamlNode value, Map<String, String> words, Map<String, YamlNode> into) {
    String theirs = words.get(key);
    if (theirs == null) {
      lost.add(key);
    } else {
      into.put(theirs, value);
    }
  }

  private Mapping tunnel(String name, YamlNode tunnel) {
    Map<String, YamlNode> theirs = new LinkedHashMap<>();
    if (!(tunnel instanceof Mapping keys)) {
      lost.add("tunnels." + name);
      return new Mapping(1, theirs);
    }
    if (keys.values().get("proto") instanceof Mapping proto) {
      services(name, proto.values(), theirs);
    }
    boolean isNamed =
        keys.values().containsKey("subdomain") || keys.values().containsKey("hostname");
    if (!isNamed && !theirs.getOrDefault("proto", proto("")).equals(proto("tcp"))) {
      theirs.put(name.contains(".") ? "domain" : "subdomain", new Scalar(1, name));
    }
    Map<String, YamlNode> networks = new LinkedHashMap<>();
    keys.values()
        .forEach(
            (key, value) -> {
              if (key.equals("allow_cidrs") || key.equals("deny_cidrs")) {
                networks.put(key, value);
              } else if (key.endsWith("_headers") && value instanceof Mapping rules) {
                theirs.put(TUNNEL.getOrDefault(key, key), headers(rules));
              } else if (!key.equals("proto")) {
                moved(key, value, TUNNEL, theirs);
              }
            });
    if (!networks.isEmpty()) {
      theirs.put("ip_restriction", new Mapping(1, networks));
    }
    return new Mapping(1, theirs);
  }

  private static Scalar proto(String text) {
    return new Scalar(1, text);
  }

  /** One service has one tunnel there; http and https of the same one are one tunnel, too. */
  private void services(String name, Map<String, YamlNode> services, Map<String, YamlNode> theirs) {
    Set<String> protocols = services.keySet();
    boolean isHttp = Set.of("http", "https").containsAll(protocols);
    if (services.values().stream().map(VersionThree::text).distinct().count() != 1
        || (!isHttp && protocols.size() != 1)) {
      lost.add("tunnels." + name + ".proto, with several services");
      return;
    }
    String first = protocols.iterator().next();
    theirs.put("proto", proto(isHttp ? "http" : first));
    theirs.put("addr", services.values().iterator().next());
    if (isHttp && protocols.size() == 1) {
      theirs.put("schemes", new Sequence(1, List.of(new Scalar(1, first))));
    }
  }

  private static Mapping headers(Mapping rules) {
    Map<String, YamlNode> theirs = new LinkedHashMap<>();
    if (rules.values().get("add") instanceof Mapping added) {
      List<YamlNode> lines = new ArrayList<>();
      added.values().forEach((key, value) -> lines.add(new Scalar(1, key + ": " + text(value))));
      theirs.put("add", new Sequence(1, lines));
    }
    YamlNode removed = rules.values().get("remove");
    if (removed != null) {
      theirs.put("remove", removed);
    }
    return new Mapping(1, theirs);
  }

  private static String text(YamlNode value) {
    return value instanceof Scalar scalar ? scalar.text() : "";
  }

  private static Map<String, String> ordered(String pairs) {
    List<String> words = List.of(pairs.split(" ", -1));
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      map.put(words.get(i), words.get(i + 1));
    }
    return map;
  }
}
