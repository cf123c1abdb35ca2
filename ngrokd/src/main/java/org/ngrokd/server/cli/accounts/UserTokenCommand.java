package org.ngrokd.server.cli.accounts;

import java.util.List;
import org.ngrokd.kit.cli.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ngrokd user token}: an account's tokens. */
@Command(
    name = "token",
    description =
        "Makes a token for an account and prints it once; or lists its tokens, or revokes one.",
    sortOptions = false)
final class UserTokenCommand extends AccountsCommand {
  @Parameters(paramLabel = "NAME", description = UserCommand.WHOSE)
  private String name = "";

  @Option(
      names = {"-label", "--label"},
      paramLabel = "TEXT",
      defaultValue = "made on the server",
      description = "What its owner reads beside it (${DEFAULT-VALUE}).")
  private String label = "";

  @Option(
      names = {"-ends", "--ends"},
      paramLabel = "TIME",
      defaultValue = "",
      description = "After how long it is void, as 12h or 30d (never).")
  private String ends = "";

  @Option(
      names = {"-scopes", "--scopes"},
      split = ",",
      paramLabel = "SCOPE",
      defaultValue = "",
      description =
          "For the API instead of tunnels: read, tunnels, admin, or several by commas (none).")
  private List<String> scopes = List.of();

  @Option(
      names = {"-list", "--list"},
      description = "List the account's tokens instead: id, label, scopes, dates.")
  private boolean list;

  @Option(
      names = {"-revoke", "--revoke"},
      paramLabel = "ID",
      defaultValue = "",
      description = "Make the token with this id void instead; its connections end at once.")
  private String revoked = "";

  @Override
  void run(Output output) {
    if (list && !revoked.isEmpty()) {
      throw new UsageException("-list and -revoke cannot be done at once");
    }
    try (UserWork work = UserWork.open(config, output)) {
      UserTokens tokens = work.tokens();
      if (list) {
        tokens.list(name);
      } else if (!revoked.isEmpty()) {
        tokens.revoke(name, revoked);
      } else {
        tokens.make(name, label, scopes.stream().filter(each -> !each.isBlank()).toList(), ends);
      }
    }
  }
}
