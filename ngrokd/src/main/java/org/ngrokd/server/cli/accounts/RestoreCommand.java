package org.ngrokd.server.cli.accounts;

import java.nio.file.Path;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.state.StateLock;
import org.ngrokd.server.teams.store.Backup;
import org.ngrokd.server.teams.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ngrokd restore}: a backup into the database of accounts. */
@Command(
    name = "restore",
    description =
        "Reads what 'ngrokd backup' wrote into the database, all of it or nothing; not beside a"
            + " running server. People have to sign in again.",
    sortOptions = false)
public final class RestoreCommand extends AccountsCommand {
  @Parameters(paramLabel = "FILE", description = "What 'ngrokd backup' wrote.")
  private Path file = Path.of("");

  @Option(
      names = {"-force", "--force"},
      description = "Replace the accounts that are there.")
  private boolean force;

  @Override
  @SuppressWarnings("try") // the lock is only held
  void run(Output output) {
    LogSetup.quiet();
    ServerOptions options = config.serverOptions();
    options.state().directory().create();
    try (StateLock alone = options.state().directory().lock();
        Store store = AccountStores.open(options)) {
      output.explain("From " + file + ": " + Backup.read(file, store, force));
    }
  }
}
