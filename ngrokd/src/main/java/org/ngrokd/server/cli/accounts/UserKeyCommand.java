package org.ngrokd.server.cli.accounts;

import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ngrokd user key}: an account's public keys. */
@Command(
    name = "key",
    description = "Adds, lists and removes the public keys by which an account comes in by SSH.",
    subcommands = {
      UserKeyCommand.Add.class,
      UserKeyCommand.ListAll.class,
      UserKeyCommand.Remove.class
    },
    sortOptions = false)
final class UserKeyCommand implements Callable<Integer> {
  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Override
  public Integer call() {
    throw new UsageException(
        "user key needs to be told what: 'ngrokd user key add NAME FILE', 'ngrokd user key list"
            + " NAME' or 'ngrokd user key remove NAME FINGERPRINT'");
  }

  /** Adds some. */
  @Command(
      name = "add",
      description =
          "Adds the public keys of a file as ~/.ssh/id_ed25519.pub or authorized_keys to an account:"
              + " all of them, or none.",
      sortOptions = false)
  static final class Add extends AccountsCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = UserCommand.WHOSE)
    private String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "FILE",
        defaultValue = "-",
        description = "The file; - for standard input (${DEFAULT-VALUE}).")
    private String file = "";

    @Option(
        names = {"-label", "--label"},
        paramLabel = "TEXT",
        defaultValue = "",
        description = "What its owner reads beside it (what stands behind the key).")
    private String label = "";

    @Override
    void run(Output output) {
      String text = KeyFile.read(file, System.in);
      try (OpenAccounts accounts = OpenAccounts.open(config)) {
        new UserKeys(accounts, output).add(name, text, label);
      }
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      description = "Lists an account's public keys: fingerprint, type, label, dates.",
      sortOptions = false)
  static final class ListAll extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = UserCommand.WHOSE)
    private String name = "";

    @Override
    void run(Output output) {
      try (OpenAccounts accounts = OpenAccounts.open(config)) {
        new UserKeys(accounts, output).list(name);
      }
    }
  }

  /** Removes one. */
  @Command(
      name = "remove",
      description = "Removes a public key from an account; what is connected by it ends at once.",
      sortOptions = false)
  static final class Remove extends AccountsCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = UserCommand.WHOSE)
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "FINGERPRINT",
        description = "SHA256:…, as 'ngrokd user key list' and 'ssh-keygen -l' print it.")
    private String fingerprint = "";

    @Override
    void run(Output output) {
      try (OpenAccounts accounts = OpenAccounts.open(config)) {
        new UserKeys(accounts, output).remove(name, fingerprint);
      }
    }
  }
}
