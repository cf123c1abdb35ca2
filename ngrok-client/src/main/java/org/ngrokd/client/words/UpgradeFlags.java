package org.ngrokd.client.words;

import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Option;

/** What today's agents take behind {@code config upgrade}. */
public final class UpgradeFlags {
  @Option(
      names = {"--dry-run", "-dry-run"},
      description = "Behind config upgrade: shows what would change, and writes nothing.")
  private boolean isDry;

  @Option(
      names = {"--relocate", "-relocate"},
      description = "Behind config upgrade: moves the file to where today's agents have it.")
  private boolean relocates;

  public boolean isDry() {
    return isDry;
  }

  public boolean relocates() {
    return relocates;
  }

  /**
   * That they are of no use elsewhere.
   *
   * @throws UsageException when one of them was typed
   */
  public void refuse() {
    if (isDry || relocates) {
      throw new UsageException("--dry-run and --relocate stand behind config upgrade");
    }
  }
}
