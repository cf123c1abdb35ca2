package org.ngrokd.server.cli.admin;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.server.admin.AdminClient;
import org.ngrokd.server.cli.ConfigFlag;
import org.ngrokd.server.state.StateDirectory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the running server, and prints what it says for people or for programs. */
abstract class AskCommand implements Callable<Integer> {
  @Option(
      names = {"-json", "--json"},
      description = "Print what the server says in JSON.")
  private boolean json;

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
  public Integer call() throws InterruptedException {
    LogSetup.quiet(); // what is printed is for programs, too
    ask();
    return 0;
  }

  /** Asks, and prints the answer. */
  abstract void ask() throws InterruptedException;

  /**
   * Looks at an answer before anything is printed.
   *
   * @throws UserException when it is bad news
   */
  void look(JsonValue answer) {}

  /** What people read. */
  abstract List<String> lines(JsonValue answer);

  /** Asks once, and prints. */
  final void askOnce(String method, String target) {
    byte[] answer = answer(method, target);
    JsonValue read = read(answer);
    if (json) {
      print(List.of(new String(answer, StandardCharsets.UTF_8)));
    }
    look(read);
    if (!json) {
      print(lines(read));
    }
  }

  /** What the server says to this, in JSON. */
  final byte[] answer(String method, String target) {
    ConfigFlag.Program program = (ConfigFlag.Program) spec.root().userObject();
    return new AdminClient(StateDirectory.of(program.environment())).ask(method, target);
  }

  private static JsonValue read(byte[] answer) {
    try {
      return Json.read(answer);
    } catch (IllegalArgumentException e) {
      throw new UserException("What the server says cannot be read: " + e.getMessage());
    }
  }

  final void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(line -> out.println(Printable.line(line)));
    out.flush();
  }
}
