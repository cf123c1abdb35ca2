package org.ngrokd.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.log.LogSetup;
import org.ngrokd.server.config.ServerConfigFile;
import org.ngrokd.server.options.ServerOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flag {@code -config}, of the server and of each command that works with its accounts. */
public final class ConfigFlag {
  private static final Path NO_FILE = Path.of("");

  /** The program, as far as its commands have to know it. */
  public interface Program {
    /** NGROKD_HOME and HOME, and what {@code ${NAME}} in the file stands for. */
    Map<String, String> environment();
  }

  @Option(
      names = {"-config", "--config"},
      paramLabel = "FILE",
      defaultValue = "",
      description =
          "YAML file with flags by their names, and with the sections database, oidc and accounts,"
              + " which put accounts into a database (none).")
  private Path file = NO_FILE;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  /**
   * What the file says; nothing, when there is none.
   *
   * @throws org.ngrokd.kit.cli.UserException with all that is wrong with it
   */
  public ServerConfigFile read() {
    return file.equals(NO_FILE) ? ServerConfigFile.NONE : read(file);
  }

  /** The same while the program runs, whose log goes on. */
  public ServerConfigFile readAgain() {
    return file.equals(NO_FILE)
        ? ServerConfigFile.NONE
        : ServerConfigFile.read(file, LayeredFlags.keys(), environment());
  }

  /** The same, when no file means this one. */
  ServerConfigFile readOr(Path usual) {
    return read(fileOr(usual));
  }

  Path fileOr(Path usual) {
    return file.equals(NO_FILE) ? usual : file;
  }

  /** What a server with this file runs with, if nothing else is typed. */
  public ServerOptions serverOptions() {
    ServerConfigFile read = read();
    return LayeredFlags.of(read, List.of()).options(environment(), read.teams());
  }

  private ServerConfigFile read(Path path) {
    LogSetup.quiet(); // its flags are looked at before the log is set up as one of them says
    return ServerConfigFile.read(path, LayeredFlags.keys(), environment());
  }

  public Map<String, String> environment() {
    return ((Program) command.root().userObject()).environment();
  }
}
