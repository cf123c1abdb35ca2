package org.ngrokd.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.access.TokenHash;
import org.ngrokd.server.access.TokenText;
import org.ngrokd.server.access.UsersFileEdit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ngrokd token}: makes the tokens that clients show, and lists whose there are. */
@Command(
    name = "token",
    description = "Makes tokens for those who may open tunnels.",
    subcommands = {TokenCommand.New.class, TokenCommand.ListAll.class},
    sortOptions = false)
public final class TokenCommand implements Callable<Integer> {
  private static final String DEFAULT_FILE = "users.yml";

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Override
  public Integer call() {
    throw new UsageException(
        "token needs to be told what: 'ngrokd token new NAME' or 'ngrokd token list'");
  }

  /** Makes one. */
  @Command(
      name = "new",
      description = "Makes a token, prints it once and writes its hash into the file.",
      sortOptions = false)
  static final class New implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Whose it is: letters, digits and . _ @ -")
    private String name = "";

    @Option(
        names = {"-authFile", "--authFile"},
        defaultValue = DEFAULT_FILE,
        description = "The file, made when missing (${DEFAULT-VALUE}).")
    private Path file = Path.of("");

    @Option(
        names = {"-replace", "--replace"},
        description = "Give a user that is there a new token; the old one is void.")
    private boolean replace;

    @Option(
        names = {"-h", "-help", "--help"},
        usageHelp = true,
        description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
      if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
        throw new UsageException("NAME '" + name + "': expected letters, digits and . _ @ -");
      }
      String token = TokenText.make();
      new UsersFileEdit(file).put(name, TokenHash.of(token), replace);
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "The token of "
              + name
              + ", shown this once; a client needs 'auth_token: <token>' in its config, or"
              + " '-authtoken <token>' once. Its hash is in "
              + file
              + ".");
      err.flush();
      spec.commandLine().getOut().println(token);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  /** Lists whose there are. */
  @Command(
      name = "list",
      description = "Lists the users of the file and what each may have; no tokens.",
      sortOptions = false)
  static final class ListAll implements Callable<Integer> {
    @Option(
        names = {"-authFile", "--authFile"},
        defaultValue = DEFAULT_FILE,
        description = "The file (${DEFAULT-VALUE}).")
    private Path file = Path.of("");

    @Option(
        names = {"-h", "-help", "--help"},
        usageHelp = true,
        description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
      new UsersFileEdit(file).list().forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
