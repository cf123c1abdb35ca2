package org.ngrokd.server.cli.accounts;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ngrokd user import}: moves accounts into the database. */
@Command(
    name = "import",
    description =
        "Moves accounts into the database with their tokens, names and limits: of a users.yml, or of"
            + " pgrok's database. All of them or none; those that were moved before stay as they are.",
    sortOptions = false)
final class UserImportCommand extends AccountsCommand {
  @Parameters(arity = "0..1", paramLabel = "FILE", description = "A users.yml (-authFile).")
  private @Nullable Path file;

  @Option(
      names = {"-pgrok", "--pgrok"},
      paramLabel = "URL",
      defaultValue = "",
      description =
          "pgrok's database instead, as jdbc:postgresql://HOST/NAME; user and password are taken"
              + " from PGUSER and PGPASSWORD, or from ~/.pgpass. It is only read.")
  private String pgrok = "";

  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Say what would be done, and change nothing.")
  private boolean dryRun;

  @Override
  void run(Output output) {
    if ((file == null) == pgrok.isEmpty()) {
      throw new UsageException(
          "import needs to be told from where: 'ngrokd user import users.yml' or 'ngrokd user import"
              + " -pgrok jdbc:postgresql://HOST/NAME'");
    }
    try (OpenAccounts accounts = OpenAccounts.open(config)) {
      UserImport work = new UserImport(accounts, output, dryRun);
      if (file != null) {
        work.ofFile(file);
      } else {
        work.ofPgrok(pgrok, config.environment());
      }
    }
  }
}
