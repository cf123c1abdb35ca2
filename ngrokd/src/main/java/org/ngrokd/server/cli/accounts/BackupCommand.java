package org.ngrokd.server.cli.accounts;

import java.nio.file.Path;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.teams.store.Backup;
import org.ngrokd.server.teams.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ngrokd backup}: the accounts of the database in one file. */
@Command(
    name = "backup",
    description =
        "Writes the accounts, their names, tokens (hashed) and the audit log into one file, also"
            + " beside a running server. 'ngrokd restore' reads it into either kind of database.",
    sortOptions = false)
public final class BackupCommand extends AccountsCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "Mode 0600; one that is there is replaced when the new one is whole.")
  private Path file = Path.of("");

  @Override
  void run(Output output) {
    LogSetup.quiet();
    try (Store store = AccountStores.open(config.serverOptions())) {
      output.explain("In " + file + ": " + Backup.write(store, file));
    }
  }
}
