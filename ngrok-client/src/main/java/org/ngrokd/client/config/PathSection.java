package org.ngrokd.client.config;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.config.ConfigSection;

/**
 * The {@code paths} of a tunnel in a config file: {@code /api: 8080}, or {@code /api: {addr: 8080,
 * strip: true}}.
 */
final class PathSection {
  private final ConfigSection paths;

  PathSection(ConfigSection paths) {
    this.paths = paths;
  }

  PathForwards read() {
    List<PathForward> read = new ArrayList<>();
    for (String prefix : paths.keys()) {
      if (paths.isGroup(prefix)) {
        ConfigSection keys = paths.section(prefix);
        keys.allow(List.of("addr", "strip"));
        boolean isStripped = keys.bool("strip").orElse(false);
        add(read, keys, "addr", prefix, isStripped);
      } else {
        add(read, paths, prefix, prefix, false);
      }
    }
    return new PathForwards(read);
  }

  /** Each after those before it, so that an error is told at its line. */
  private void add(
      List<PathForward> read, ConfigSection keys, String key, String prefix, boolean isStripped) {
    String address = keys.text(key);
    if (address.isEmpty()) {
      paths.error(prefix, "the path " + prefix + " has no local address");
    } else {
      paths.isRight(
          prefix,
          () -> {
            PathForward forward = PathForward.of(prefix, address, isStripped);
            var unused = new PathForwards(read).with(forward);
            read.add(forward);
          });
    }
  }
}
