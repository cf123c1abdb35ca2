package org.ngrokd.client.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to run as a service.
 *
 * @param program the words that start ngrok, as they are typed
 * @param config its config file, absolute
 * @param tunnels their names in it; none: all of them
 * @param isSystem for the machine, from when it starts; otherwise for one person
 * @param home that person's
 */
public record ServiceSpec(
    List<String> program, Path config, List<String> tunnels, boolean isSystem, Path home) {
  /** Its name, of its files too. */
  static final String NAME = "ngrok";

  /** What stands in every file of ours, so that nobody else's is written over. */
  static final String MARK = "written by 'ngrok service install'";

  public ServiceSpec {
    program = List.copyOf(program);
    tunnels = List.copyOf(tunnels);
  }

  /** The whole command, with its log on standard output. */
  List<String> command(String configFile) {
    List<String> words = new ArrayList<>(program);
    words.add("-config=" + configFile);
    words.add("-log=stdout");
    words.add(tunnels.isEmpty() ? "start-all" : "start");
    words.addAll(tunnels);
    return words;
  }
}
