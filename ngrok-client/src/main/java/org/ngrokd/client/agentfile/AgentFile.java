package org.ngrokd.client.agentfile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;

/** A config file of today's agents as an ngrok.cfg would have it. */
public final class AgentFile {
  /** Keys that neither 1.7 nor we have. */
  private static final List<String> THEIRS =
      List.of("authtoken", "agent", "region", "endpoints", "web_addr");

  /** Those that are in no file of ours, whatever else is in it. */
  private static final List<String> ONLY_THEIRS =
      List.of("agent", "region", "endpoints", "web_addr");

  private AgentFile() {}

  /** The version that such a file is written in. */
  public enum Version {
    /** All keys at the top, and tunnels. */
    TWO,
    /** {@code agent:} and {@code endpoints:}. */
    THREE
  }

  /**
   * What it says in our words.
   *
   * @param root as an ngrok.cfg
   * @param anyName tunnels that may have any name; elsewhere the tunnel's own is asked for
   * @param usualSchemes tunnels that nobody has said the schemes of
   * @param errors what cannot be done, a line each
   * @param warnings what is ignored, a line each
   */
  public record Translated(
      Mapping root,
      Set<String> anyName,
      Set<String> usualSchemes,
      List<String> errors,
      List<String> warnings) {}

  /**
   * Whether this is one.
   *
   * @return empty for a file of ours, or of 1.7's
   */
  public static Optional<Version> version(YamlNode file) {
    if (!(file instanceof Mapping root)) {
      return Optional.empty();
    }
    String told = root.values().get("version") instanceof Scalar text ? text.text() : "";
    if (told.equals("2") || told.equals("3")) {
      return Optional.of(told.equals("2") ? Version.TWO : Version.THREE);
    }
    // The server's address is added to a file of theirs, too.
    List<String> telling = root.values().containsKey("server_addr") ? ONLY_THEIRS : THEIRS;
    boolean looks =
        telling.stream().anyMatch(root.values()::containsKey) || hasTunnelOfTheirs(root);
    boolean isThree = root.values().containsKey("agent") || root.values().containsKey("endpoints");
    return looks ? Optional.of(isThree ? Version.THREE : Version.TWO) : Optional.empty();
  }

  private static boolean hasTunnelOfTheirs(Mapping root) {
    return root.values().get("tunnels") instanceof Mapping tunnels
        && tunnels.values().values().stream()
            .anyMatch(
                each ->
                    each instanceof Mapping tunnel
                        && tunnel.values().containsKey("addr")
                        && !(tunnel.values().get("proto") instanceof Mapping));
  }

  /**
   * Puts it in our words.
   *
   * @param file its name, for errors
   */
  public static Translated translate(String file, Mapping root, Version version) {
    Notes notes = new Notes(file);
    Tunnels tunnels =
        new Tunnels(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    Map<String, YamlNode> ours = TopKeys.read(root, version, notes, tunnels);
    if (!tunnels.all().isEmpty()) {
      ours.put("tunnels", new Mapping(1, tunnels.all()));
    }
    return new Translated(
        new Mapping(root.line(), ours),
        tunnels.anyName(),
        tunnels.usualSchemes(),
        notes.errors(),
        notes.warnings());
  }

  /** The tunnels so far, as in {@link Translated}. */
  record Tunnels(Map<String, YamlNode> all, Set<String> anyName, Set<String> usualSchemes) {}
}
