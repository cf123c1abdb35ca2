package org.ngrokd.client.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ngrokd.client.config.AuthTokenFile;
import org.ngrokd.client.config.ConfigFile;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.login.Dashboard;
import org.ngrokd.client.login.Login;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.text.Printable;
import org.ngrokd.streams.net.HostAndPort;

/** {@code ngrok login [server]}: keeps a token of whoever signs in at a browser. */
final class LoginCommand {
  private final ClientFlags flags;
  private final PrintWriter out;
  private final Map<String, String> environment;

  LoginCommand(ClientFlags flags, PrintWriter out, Map<String, String> environment) {
    this.flags = flags;
    this.out = out;
    this.environment = environment;
  }

  /**
   * Does it.
   *
   * @param words none, or where the dashboard is
   * @throws UserException when there is no token
   */
  void run(List<String> words, ConfigFile file) throws InterruptedException {
    if (words.size() > 1) {
      throw new UsageException("expected 'ngrok login' or 'ngrok login https://HOST:PORT'");
    }
    Optional<String> typed = words.stream().findFirst();
    Dashboard dashboard = Dashboard.of(typed, file.server());
    Login login =
        Login.at(
            dashboard, flags.trust(file), flags.proxy(file, environment), this::print, environment);
    keep(login.run("ngrok on " + hostName()), file, typed.isPresent());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a computer without a name";
    }
  }

  /** A token is of use at its server only: one that was typed takes the place of the file's. */
  private void keep(Login.Given given, ConfigFile file, boolean isTyped) {
    Path path = flags.configPath(environment);
    boolean isNew = isTyped || file.server().isEmpty();
    Optional<HostAndPort> server = given.server().filter(each -> isNew);
    try {
      Path directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      AuthTokenFile.save(path, given.token(), server);
    } catch (IOException e) {
      throw new UserException(path + " cannot be written: " + FileFailure.reason(e));
    }
    String kept =
        server.map(each -> "The token and server_addr: " + each + " are").orElse("The token is");
    print("Signed in as " + Printable.field(given.account()) + ". " + kept + " in " + path);
    if (server.isEmpty() && file.server().isEmpty()) {
      print("Write there too where it listens for clients, as server_addr: example.com:4443");
    }
  }

  private void print(String line) {
    out.println(line);
    out.flush();
  }
}
