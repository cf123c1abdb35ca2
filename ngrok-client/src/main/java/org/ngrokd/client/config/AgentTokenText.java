package org.ngrokd.client.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ngrokd.client.agentfile.AgentFile;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.YamlReader;

/** The token in a config file of today's agents: put in by text, so that all else stays. */
final class AgentTokenText {
  private static final Pattern TOKEN = Pattern.compile("(?m)^([ \\t]+)authtoken[ \\t]*:.*$");

  /** A group in YAML's long form, with the indent of what is below it. */
  private static final Pattern AGENT =
      Pattern.compile("(?m)^agent[ \\t]*:[ \\t]*(?:#.*)?$(?:\\R([ \\t]+)\\S)?");

  /** A group in YAML's short form, without its token, and what follows. */
  private static final Pattern SHORT =
      Pattern.compile(
          "(?m)^(agent[ \\t]*:[ \\t]*\\{[ \\t]*)(?:authtoken[ \\t]*:[^,}\\n]*)?([^\\n]*)$");

  private AgentTokenText() {}

  /**
   * The file with this token.
   *
   * @return empty when it is none of today's agents
   */
  static Optional<String> put(String file, String token) {
    Optional<AgentFile.Version> version;
    try {
      version = AgentFile.version(YamlReader.read("", file));
    } catch (ConfigException e) {
      return Optional.empty(); // who reads it says so
    }
    return version.map(
        each ->
            each == AgentFile.Version.TWO
                ? KeyLine.put(file, "authtoken", token)
                : three(file, KeyLine.of("authtoken", token)));
  }

  private static String three(String file, String line) {
    Matcher token = TOKEN.matcher(file);
    if (token.find()) {
      return token.replaceFirst("$1" + Matcher.quoteReplacement(line));
    }
    Matcher inLine = SHORT.matcher(file);
    if (inLine.find()) {
      String rest = inLine.group(2);
      String comma = rest.startsWith(",") || rest.startsWith("}") ? "" : ", ";
      return inLine.replaceFirst("$1" + Matcher.quoteReplacement(line + comma) + "$2");
    }
    Matcher agent = AGENT.matcher(file);
    if (!agent.find()) {
      String end = file.isEmpty() || file.endsWith("\n") ? "" : "\n";
      return file + end + "agent:\n  " + line + "\n";
    }
    String indent = agent.group(1) == null ? "  " : agent.group(1);
    int at = file.indexOf('\n', agent.start());
    return at < 0
        ? file + "\n" + indent + line + "\n"
        : file.substring(0, at + 1) + indent + line + "\n" + file.substring(at + 1);
  }
}
