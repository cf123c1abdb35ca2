package org.ngrokd.client.pair;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.ngrokd.certs.CertificateAuthority;
import org.ngrokd.certs.Identity;
import org.ngrokd.certs.KeyKind;
import org.ngrokd.certs.PemFiles;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.FreePort;
import org.ngrokd.protocol.testing.TestCertificates;

/**
 * A server, local services, and a directory with the files that the rows of docs/agent.md name:
 * each row is run in it as it is written there, but for names and ports.
 */
final class AgentPlace implements AutoCloseable {
  final Pair pair = Pair.start();
  final AgentService http = new AgentService();
  final LocalService echo = LocalService.echo();
  private final BlockingQueue<String> first = new LinkedBlockingQueue<>();
  final LocalService odd =
      LocalService.with(
          socket -> {
            byte[] begin = socket.getInputStream().readNBytes(12);
            first.add(new String(begin, StandardCharsets.ISO_8859_1) + "\r\n");
          });
  final Path directory = Files.createTempDirectory("ngrok-agent");
  final Path base = directory.resolve("base.cfg");
  final Identity visitor;
  private final int freePort = FreePort.tcp();
  private final List<String> program;

  AgentPlace() throws IOException {
    this(AgentProgram.ofClasses());
  }

  /**
   * The same for one way of starting.
   *
   * @param program the begin of the command line
   */
  AgentPlace(List<String> program) throws IOException {
    this.program = program;
    CertificateAuthority ca =
        CertificateAuthority.create("visitors", KeyKind.ECDSA_P256, Instant.now());
    TestCertificates own = TestCertificates.forNames("dns:visitor"); // it is its own CA
    visitor = new Identity(List.of(own.certificate()), own.privateKey());
    PemFiles.writeCertificates(
        directory.resolve("ca.pem"), List.of(ca.certificate(), own.certificate()));
    Identity site = ca.issueServer("localhost", KeyKind.ECDSA_P256, Instant.now());
    PemFiles.writePrivateKey(directory.resolve("site.key"), site.key());
    PemFiles.writeCertificates(directory.resolve("site.crt"), site.chain());
    Files.createDirectories(directory.resolve("page"));
    Files.writeString(directory.resolve("page/index.html"), "<p>a page of a directory</p>");
    String server =
        "server_addr: localhost:%d\nroot_cas: %s\n".formatted(pair.port("tunnel"), pair.ca());
    Files.writeString(base, server + "inspect_addr: 127.0.0.1:0\n");
    Files.writeString(
        directory.resolve("ngrok.yml"),
        "version: 2\n%sweb_addr: 127.0.0.1:0\ntunnels: {web: {proto: http, addr: %d}}\n"
            .formatted(server, http.port()));
    Files.writeString(directory.resolve("other.yml"), "version: 3\nagent: {log_level: debug}\n");
    Files.copy(directory.resolve("ngrok.yml"), directory.resolve("old.yml"));
  }

  /** What a row says, with the names and ports of this place. */
  String here(String typed) {
    return typed
        .replace("example.com:4443", "localhost:" + pair.port("tunnel"))
        .replace("example.com", "localhost")
        .replaceAll("\\b8080\\b", Integer.toString(http.port()))
        .replaceAll("\\b(22|443|3306)\\b", Integer.toString(echo.port()))
        .replaceAll("\\b9000\\b", Integer.toString(odd.port()))
        .replaceAll("\\b2222\\b", Integer.toString(freePort))
        .replace("file:///page", "file://" + directory.resolve("page"));
  }

  /** What the service of the rows with port 9000 gets first while something is done. */
  String firstBytes(Callable<String> done) throws Exception {
    first.clear();
    Thread visiting =
        new Thread(
            () -> {
              try {
                var unused = done.call();
              } catch (Exception e) {
                // what came is looked at, whatever becomes of the visit
              }
            });
    visiting.start();
    String came = first.poll(AgentRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    visiting.join(AgentRun.PATIENCE.toMillis());
    return came == null ? "" : came;
  }

  /** The words of a command line; quotes keep words together. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    var found = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+").matcher(line);
    while (found.find()) {
      words.add(found.group().replace("\"", ""));
    }
    return words;
  }

  /** Runs the program here. */
  AgentRun run(List<String> arguments, Map<String, String> environment) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("NGROK"));
    builder.environment().remove("http_proxy");
    builder.environment().remove("XDG_STATE_HOME");
    builder.environment().remove("XDG_CONFIG_HOME");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("EDITOR", "true");
    builder.environment().putAll(environment);
    Path output = Files.createTempFile(directory, "output", ".txt");
    return new AgentRun(
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start(), output);
  }

  @Override
  public void close() throws IOException {
    pair.close();
    http.close();
    echo.close();
    odd.close();
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
