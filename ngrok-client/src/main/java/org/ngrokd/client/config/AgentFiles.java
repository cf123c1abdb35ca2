package org.ngrokd.client.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ngrokd.client.agentfile.AgentFile;
import org.ngrokd.kit.config.ConfigException;

/** Reads a config file of today's agents that has been put in our words. */
final class AgentFiles {
  /** What our keys are called there, for errors about their values. */
  private static final Map<String, String> THEIR_WORDS =
      Map.of(
          "inspect_addr", "web_addr",
          "inspect_memory", "inspect_db_size",
          "http_proxy", "proxy_url",
          "remote_port", "remote_addr",
          "allow_cidrs", "ip_restriction.allow_cidrs",
          "deny_cidrs", "ip_restriction.deny_cidrs",
          "proxy_protocol", "proxy_proto");

  private AgentFiles() {}

  /**
   * Reads it.
   *
   * @param before what holds where the file says nothing
   * @throws ConfigException with all its errors, a line each
   */
  static ConfigFile read(Path file, AgentFile.Translated theirs, ConfigFile before) {
    List<String> errors = new ArrayList<>(theirs.errors());
    try {
      ConfigFile read = ConfigFile.of(file, theirs.root(), before);
      if (errors.isEmpty()) {
        return read.with(tunnels(read.tunnels(), theirs), theirs.warnings());
      }
    } catch (ConfigException e) {
      e.lines().stream().map(AgentFiles::inTheirWords).forEach(errors::add);
    }
    throw new ConfigException(errors.stream().distinct().toList());
  }

  private static String inTheirWords(String error) {
    String told = error;
    for (Map.Entry<String, String> word : THEIR_WORDS.entrySet()) {
      told =
          Pattern.compile("\\b" + word.getKey() + "\\b").matcher(told).replaceAll(word.getValue());
    }
    return told;
  }

  private static Map<String, TunnelConfig> tunnels(
      Map<String, TunnelConfig> read, AgentFile.Translated theirs) {
    Map<String, TunnelConfig> tunnels = new LinkedHashMap<>();
    read.forEach(
        (name, tunnel) -> {
          TunnelConfig.Options options =
              theirs.usualSchemes().contains(name)
                  ? tunnel.options().withOptionalHttps()
                  : tunnel.options();
          boolean isAny = theirs.anyName().contains(name);
          tunnels.put(
              name,
              new TunnelConfig(
                  name,
                  tunnel.services(),
                  isAny ? "" : tunnel.subdomain(),
                  isAny ? "" : tunnel.hostname(),
                  options));
        });
    return tunnels;
  }
}
