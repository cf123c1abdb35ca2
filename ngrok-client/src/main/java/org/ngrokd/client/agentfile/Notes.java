package org.ngrokd.client.agentfile;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.config.YamlNode;

/** What there is to say of a file. */
final class Notes {
  private final String file;
  private final List<String> errors = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  Notes(String file) {
    this.file = file;
  }

  void error(YamlNode where, String message) {
    errors.add(file + ":" + where.line() + ": " + message);
  }

  void ignored(String key) {
    ignored.add(key);
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  List<String> warnings() {
    return ignored.isEmpty()
        ? List.of()
        : List.of(
            file
                + ": these keys are ignored, for they mean nothing to a server of one's own: "
                + String.join(", ", ignored));
  }
}
