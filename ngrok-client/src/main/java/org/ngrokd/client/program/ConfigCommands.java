package org.ngrokd.client.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ngrokd.client.config.AuthTokenFile;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.config.StatePlace;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.files.UserHome;

/** {@code ngrok config …}: looks after the config file. */
final class ConfigCommands {
  private static final String USAGE =
      "expected 'ngrok config check', 'ngrok config edit', 'ngrok config reload',"
          + " 'ngrok config upgrade' or 'ngrok config add-authtoken TOKEN'";

  private final Path file;
  private final Supplier<ConfigFile> reader;
  private final PrintWriter out;
  private final Map<String, String> environment;

  /**
   * @param reader reads the file, and others that hold besides
   * @param environment VISUAL and EDITOR say with what the file is edited
   */
  ConfigCommands(
      Path file, Supplier<ConfigFile> reader, PrintWriter out, Map<String, String> environment) {
    this.file = file;
    this.reader = reader;
    this.out = out;
    this.environment = environment;
  }

  /**
   * Does what the words behind {@code config} say.
   *
   * @throws UserException when it cannot
   */
  void run(List<String> words) throws InterruptedException {
    String command = words.isEmpty() ? "" : words.get(0);
    int expected = command.equals("add-authtoken") ? 2 : 1;
    if (words.size() != expected) {
      throw new UsageException(USAGE);
    }
    switch (command) {
      case "check" -> check();
      case "edit" -> edit();
      case "reload" -> reload();
      case "add-authtoken" -> addToken(words.get(1));
      default -> throw new UsageException(USAGE);
    }
  }

  /** That the file does not say where the server is. */
  static UserException withoutServer(Path file) {
    return new UserException(
        "server_addr is missing in "
            + file
            + ": write there where your ngrokd listens for clients, as server_addr:"
            + " example.com:4443 (the service that 1.x clients went to without it is gone)");
  }

  private void check() {
    if (!Files.exists(file)) {
      throw new UserException(
          "There is no config file "
              + file
              + ": 'ngrok config edit' makes one, -config names another");
    }
    ConfigFile config = reader.get();
    if (config.server().isEmpty()) {
      throw withoutServer(file);
    }
    config.warnings().forEach(this::print);
    int tunnels = config.tunnels().size();
    print(
        "%s is right; it describes %d tunnel%s".formatted(file, tunnels, tunnels == 1 ? "" : "s"));
  }

  /** A file that is wrong is told here, and nobody is asked to read it. */
  private void reload() throws InterruptedException {
    check();
    Path state =
        StatePlace.in(environment, UserHome.in(environment).toString())
            .orElseThrow(() -> new UserException("This user has no home, where clients are noted"));
    List<Long> running = new RunningClients(state).of(file);
    if (running.isEmpty()) {
      throw new UserException(
          "No ngrok of this user runs with " + file + "; -config names another file");
    }
    for (long process : running) {
      signal(process);
      print(
          "Process %d reads it anew; its screen and its log say what has changed"
              .formatted(process));
    }
  }

  private static void signal(long process) throws InterruptedException {
    try {
      Process sent =
          new ProcessBuilder("kill", "-s", ReloadSignals.BY_COMMAND, String.valueOf(process))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (sent.waitFor() == 0) {
        return;
      }
    } catch (IOException e) {
      throw new UserException(
          "Process " + process + " cannot be told here, where there is no 'kill': start it again");
    }
    throw new UserException("Process " + process + " could not be told: it may have just ended");
  }

  private void addToken(String token) {
    if (token.isBlank()) {
      throw new UsageException("the token is empty");
    }
    if (Files.exists(file)) {
      ConfigFile.read(file); // a broken one is not made worse
    }
    try {
      makeDirectory();
      AuthTokenFile.save(file, token);
    } catch (IOException e) {
      throw new UserException(file + " cannot be written: " + FileFailure.reason(e));
    }
    print("Authtoken saved to configuration file: " + file); // programs look for these words
  }

  private void edit() throws InterruptedException {
    String editor = environment.getOrDefault("VISUAL", environment.getOrDefault("EDITOR", "vi"));
    try {
      makeDirectory();
      Process process =
          new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
              .inheritIO()
              .start();
      if (process.waitFor() != 0) {
        throw new UserException(
            "The editor '" + editor + "' failed: EDITOR or VISUAL names another");
      }
    } catch (IOException e) {
      throw new UserException("The editor cannot be started: " + FileFailure.reason(e));
    }
    check();
  }

  private void makeDirectory() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
