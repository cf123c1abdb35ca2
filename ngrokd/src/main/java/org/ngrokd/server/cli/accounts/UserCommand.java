package org.ngrokd.server.cli.accounts;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ngrokd user}: the accounts of the database. */
@Command(
    name = "user",
    description = "Makes and changes accounts in the database, also beside a running server.",
    subcommands = {
      UserCommand.Add.class,
      UserCommand.ListAll.class,
      UserCommand.Disable.class,
      UserCommand.Enable.class,
      UserCommand.Remove.class,
      UserCommand.ChangeRole.class,
      UserCommand.Link.class,
      UserCommand.Limits.class,
      UserTokenCommand.class,
      UserKeyCommand.class,
      UserImportCommand.class
    },
    sortOptions = false)
public final class UserCommand implements Callable<Integer> {
  static final String WHOSE = "The account: its name (subdomain), or its e-mail address.";

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Override
  public Integer call() {
    throw new UsageException(
        "user needs to be told what: 'ngrokd user add NAME', 'ngrokd user list' and more; 'ngrokd"
            + " help user' shows all");
  }

  /** Makes an account. */
  @Command(
      name = "add",
      description =
          "Makes an account and prints a link that signs its person in, once, within 15 minutes.",
      sortOptions = false)
  static final class Add extends AccountsCommand {
    @Parameters(
        paramLabel = "NAME",
        description = "What people call it; its subdomain is made from this.")
    private String name = "";

    @Option(
        names = {"-admin", "--admin"},
        description = "It looks after everybody's.")
    private boolean admin;

    @Option(
        names = {"-email", "--email"},
        paramLabel = "ADDRESS",
        defaultValue = "",
        description = "By which a provider's person is known to be the same.")
    private String email = "";

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.add(name, email, admin);
      }
    }
  }

  /** Lists all. */
  @Command(
      name = "list",
      description = "Lists the accounts: name, role, e-mail address, last sign-in; no tokens.",
      sortOptions = false)
  static final class ListAll extends AccountsCommand {
    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.list();
      }
    }
  }

  /** Shuts one out. */
  @Command(
      name = "disable",
      description = "Shuts an account out: its tunnels end at once, its sessions too.",
      sortOptions = false)
  static final class Disable extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = WHOSE)
    private String name = "";

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.disable(name, true);
      }
    }
  }

  /** Lets one in again. */
  @Command(name = "enable", description = "Lets a disabled account in again.", sortOptions = false)
  static final class Enable extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = WHOSE)
    private String name = "";

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.disable(name, false);
      }
    }
  }

  /** Removes one. */
  @Command(
      name = "remove",
      description =
          "Removes an account with its names, tokens, keys and sessions; there is no way back.",
      sortOptions = false)
  static final class Remove extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = WHOSE)
    private String name = "";

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.remove(name);
      }
    }
  }

  /** Makes an admin or a member. */
  @Command(
      name = "role",
      description = "Makes an account an admin or a member.",
      sortOptions = false)
  static final class ChangeRole extends AccountsCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = WHOSE)
    private String name = "";

    @Parameters(index = "1", paramLabel = "ROLE", description = "admin or member")
    private String role = "";

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.changeRole(name, role);
      }
    }
  }

  /** A new link. */
  @Command(
      name = "link",
      description =
          "Prints a link that signs an account's person in, once, within 15 minutes: for accounts"
              + " that no provider knows.",
      sortOptions = false)
  static final class Link extends AccountsCommand {
    @Parameters(paramLabel = "NAME", description = WHOSE)
    private String name = "";

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.link(name);
      }
    }
  }

  /** Shows or sets limits. */
  @Command(
      name = "limits",
      description =
          "Prints what an account may, or sets it; written as in users.yml (docs/accounts.md), as"
              + " 'max_tunnels: 3'.",
      sortOptions = false)
  static final class Limits extends AccountsCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = WHOSE)
    private String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "LIMITS",
        description = "\"\" for what the server's config says of all.")
    private @Nullable String limits;

    @Override
    void run(Output output) {
      try (UserWork work = UserWork.open(config, output)) {
        work.limits(name, limits);
      }
    }
  }
}
