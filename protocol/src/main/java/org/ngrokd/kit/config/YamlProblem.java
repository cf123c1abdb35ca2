package org.ngrokd.kit.config;

import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Says in one line why a text is not YAML, and what to write instead. */
final class YamlProblem {
  private YamlProblem() {}

  static String of(YAMLException e) {
    String problem = firstLine(e);
    if (problem.contains("undefined")) { // and then what is written there, which may be a token
      return "a value begins with '*' or '!', which means something in YAML. Put it into quotes";
    }
    return problem + ". " + cure(problem);
  }

  private static String firstLine(YAMLException e) {
    String problem =
        e instanceof MarkedYAMLException yaml && yaml.getProblem() != null
            ? yaml.getProblem()
            : String.valueOf(e.getMessage());
    return problem.lines().findFirst().orElse("");
  }

  private static String cure(String problem) {
    if (problem.contains("escape")) {
      return "Within double quotes a backslash begins an escape, so Windows paths go into single"
          + " quotes: 'C:\\Users\\me\\ca.pem'";
    }
    return "Keys are indented with spaces, and 'key: value' needs a space after the colon";
  }
}
