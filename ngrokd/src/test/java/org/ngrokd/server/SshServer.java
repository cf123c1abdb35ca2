package org.ngrokd.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ngrokd.protocol.testing.Visitor;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.options.ServerOptions;
import org.ngrokd.server.ssh.SshOptions;
import org.ngrokd.server.testing.LocalService;
import org.ngrokd.server.testing.OpenSsh;
import org.ngrokd.streams.net.HostAndPort;

/** A server with a gateway for ssh, a shell to type in, and a web service beside it. */
final class SshServer implements AutoCloseable {
  private final Path directory;
  private final TestServer server;
  private final OpenSsh.Shell shell;
  private final LocalService web = LocalService.mirror();

  private SshServer(Path directory, ServerOptions options) {
    this.directory = directory;
    this.server = TestServer.start(options);
    this.shell = new OpenSsh.Shell(directory.resolve("home"), server.port("ssh"));
  }

  /** Anybody may come. */
  static SshServer open(Path directory) {
    return new SshServer(
        directory, withSsh(TestServer.options(state(directory)), 0, Optional.empty()));
  }

  /**
   * With these users.
   *
   * @param lines of the file of users
   */
  static SshServer withUsers(Path directory, String... lines) throws IOException {
    return withUsers(directory, Optional.empty(), lines);
  }

  /**
   * With these users.
   *
   * @param ca a file with CAs' keys
   */
  static SshServer withUsers(Path directory, Optional<Path> ca, String... lines)
      throws IOException {
    users(directory, lines);
    ServerOptions options =
        TestServer.withAccounts(state(directory), usersFile(directory), PortRanges.NONE);
    return new SshServer(directory, withSsh(options, 0, ca));
  }

  private static Path state(Path directory) {
    return directory.resolve("state");
  }

  private static Path usersFile(Path directory) {
    return directory.resolve("users.yml");
  }

  static void users(Path directory, String... lines) throws IOException {
    Files.writeString(usersFile(directory), "users:\n  " + String.join("\n  ", lines) + "\n");
  }

  /** The same with a gateway. */
  static ServerOptions withSsh(ServerOptions options, int port, Optional<Path> ca) {
    ServerOptions.Policy policy = options.policy();
    SshOptions ssh = new SshOptions(Optional.of(new HostAndPort("127.0.0.1", port)), false, ca);
    return new ServerOptions(
        options.domain(),
        options.addresses(),
        options.tls(),
        options.state(),
        new ServerOptions.Policy(
            policy.edge(), policy.floods(), policy.access(), policy.mux(), ssh),
        options.teams());
  }

  Path directory() {
    return directory;
  }

  TestServer server() {
    return server;
  }

  OpenSsh.Shell shell() {
    return shell;
  }

  /**
   * Types a command, in which H stands for the server, WEB for the port of the web service.
   *
   * @param command "ssh -R 80:localhost:WEB H"
   */
  OpenSsh type(String command) {
    return shell.type(
        command
            .replaceAll("\\bH\\b", "127.0.0.1")
            .replaceAll("\\bPORT\\b", Integer.toString(server.port("ssh")))
            .replaceAll("\\bWEB\\b", Integer.toString(web.port())));
  }

  /** What a visitor of this host gets. */
  String visit(String host) throws IOException {
    return visit("GET / HTTP/1.1\r\nConnection: close\r\nHost: " + host + "\r\n\r\n", "http");
  }

  String visit(String request, String listener) throws IOException {
    try (Visitor visitor = Visitor.connect(server.address(listener))) {
      visitor.send(request.getBytes(StandardCharsets.ISO_8859_1));
      return visitor.readToEnd();
    }
  }

  /** What a visitor of a tcp tunnel gets that leads to the web service. */
  String visit(int port) throws IOException {
    try (Visitor visitor = Visitor.connect(port)) {
      return visitor.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    web.close();
  }
}
