package org.ngrokd.server.cli.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.cli.ConfigFlag;
import org.ngrokd.server.cli.ServerFlags;
import org.ngrokd.server.cluster.Cluster;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.server.options.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ngrokd cluster join}: looks at all that a server needs to join, before it is started. */
@Command(
    name = "join",
    description =
        "Looks whether a server with these flags can join its cluster: whether what they agree by"
            + " answers and has the CA, whether the others have the same domain, reach this address"
            + " and are reached from here, and whether clocks agree. Says what is wrong, and ends"
            + " with 1 where something is. It takes the flags of the server.",
    sortOptions = false)
public final class JoinCommand implements Callable<Integer> {
  @Mixin private final ServerFlags typed = new ServerFlags();

  @Mixin private final ConfigFlag config = new ConfigFlag();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Override
  public Integer call() {
    LogSetup.quiet();
    ServerConfigFile file = config.read();
    List<String> arguments = spec.commandLine().getParseResult().originalArgs();
    ServerOptions options =
        typed
            .over(file, arguments.stream().filter(each -> each.startsWith("-")).toList())
            .options(config.environment(), file.teams());
    if (options.cluster().isEmpty()) {
      throw new UserException(
          "There is no cluster to join: -cluster is missing; see docs/cluster.md");
    }
    boolean isGood =
        Cluster.check(options.cluster().get(), options.teams(), options.domain(), this::print);
    return isGood ? 0 : 1;
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Printable.line(line));
    out.flush();
  }
}
