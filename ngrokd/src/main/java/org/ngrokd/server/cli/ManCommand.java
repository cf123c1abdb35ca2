package org.ngrokd.server.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.ManPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ngrokd man}: the manual page ngrokd(8), in roff. */
@Command(name = "man", description = "Prints the manual page: ngrokd man | man -l -")
public final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandSpec program = Objects.requireNonNull(spec.parent());
    spec.commandLine().getOut().print(page(program));
    spec.commandLine().getOut().flush();
    return 0;
  }

  public static String page(CommandSpec program) {
    return new ManPage(program, 8)
        .commands()
        .options()
        .list("EXIT STATUS", exits())
        .text("SEE ALSO", List.of("ngrok(1)"))
        .toString();
  }

  private static Map<String, String> exits() {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "It was told to stop, and has.");
    codes.put(
        "1", "It cannot run: a port in use, a file that cannot be read, a wrong certificate.");
    codes.put("2", "Wrong usage.");
    return codes;
  }
}
