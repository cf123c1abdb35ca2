package org.ngrokd.client.words;

import java.util.List;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** What today's agents take behind {@code start}, and what tells nothing here. */
public final class StartFlags {
  @Option(
      names = {"--all", "-all"},
      description = "Behind start: opens all tunnels of the config file, as start-all.")
  private boolean all;

  @Option(
      names = {"--none", "-none"},
      description = "Behind start: opens no tunnel; programs open some by the API.")
  private boolean none;

  @Option(
      names = {"--region", "-region"},
      hidden = true,
      defaultValue = "",
      description = "Ignored: there is one server.")
  private String region = "";

  /** Which tunnels of the config file are started. */
  public enum Which {
    NAMED,
    ALL,
    NONE
  }

  /**
   * What is started.
   *
   * @param names of tunnels
   * @throws UsageException when the words contradict each other
   */
  public Which which(List<String> names) {
    if ((all && none) || ((all || none) && !names.isEmpty())) {
      throw new UsageException("start takes names of tunnels, or --all, or --none");
    }
    return all ? Which.ALL : none ? Which.NONE : Which.NAMED;
  }

  /**
   * That they are of no use before other words.
   *
   * @throws UsageException when one of them was typed
   */
  public void refuse() {
    if (all || none) {
      throw new UsageException("--all and --none stand behind start");
    }
  }

  /** What was typed and tells nothing. */
  public List<String> warnings() {
    return region.isEmpty()
        ? List.of()
        : List.of("--region is ignored: there is one server, that of server_addr");
  }
}
