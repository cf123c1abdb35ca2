package org.ngrokd.client.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.words.StartFlags;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.config.Suggestion;

/** Which tunnels of a config file are started. Protocol: §8 "Errors". */
final class Chosen {
  private Chosen() {}

  /**
   * Those that are asked for behind {@code start}.
   *
   * @param names where it is by name
   */
  static Function<ConfigFile, List<TunnelConfig>> by(StartFlags.Which which, List<String> names) {
    return switch (which) {
      case NAMED -> file -> named(file, names);
      case ALL -> Chosen::all;
      case NONE -> file -> List.of();
    };
  }

  /** Those with these names, in this order. */
  static List<TunnelConfig> named(ConfigFile file, List<String> names) {
    if (names.isEmpty()) {
      throw noneChosen();
    }
    List<TunnelConfig> chosen = new ArrayList<>();
    for (String name : names) {
      TunnelConfig tunnel = file.tunnels().get(name);
      if (tunnel == null) {
        throw new UserException(
            "Requested to start tunnel "
                + name
                + " which is not defined in the config file. "
                + known(name, file.tunnels().keySet()));
      }
      chosen.add(tunnel);
    }
    return chosen;
  }

  private static String known(String name, Set<String> names) {
    return names.isEmpty()
        ? "It defines none: add them below 'tunnels', or name another file with -config"
        : Suggestion.text(name, names, "There are");
  }

  /** All of them. */
  static List<TunnelConfig> all(ConfigFile file) {
    if (file.tunnels().isEmpty()) {
      throw noneChosen();
    }
    return List.copyOf(file.tunnels().values());
  }

  private static UserException noneChosen() {
    return new UserException("You must specify at least one tunnel to start");
  }
}
