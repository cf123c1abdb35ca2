package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The two programs as processes, run from their jars as users run them. */
final class Programs implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> javaOptions = new ArrayList<>();

  Programs() throws IOException {
    home = Files.createTempDirectory("ngrok-programs");
  }

  /** One running program and what it printed so far. */
  record Program(Process process, Path output) {
    String text() {
      try {
        return Files.readString(output, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /** Waits for a line and gives the first group of the pattern. */
    String await(String pattern) {
      Pattern line = Pattern.compile(pattern);
      org.awaitility.Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> line.matcher(text()).find() || !process.isAlive());
      Matcher found = line.matcher(text());
      assertThat(found.find()).as("'%s' in the output:%n%s", pattern, text()).isTrue();
      return found.groupCount() == 0 ? found.group() : found.group(1);
    }

    /** Ends it as Ctrl+C or a service manager would, and gives the exit code. */
    int terminate() throws InterruptedException {
      process.destroy(); // SIGTERM
      return exitCode();
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    /** Resident memory, in bytes. */
    long residentBytes() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
      throw new IOException("no VmRSS");
    }
  }

  Path file(String name) {
    return home.resolve(name);
  }

  Program server(String... extra) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-domain",
                "localhost",
                "-httpAddr",
                "127.0.0.1:0",
                "-httpsAddr",
                "127.0.0.1:0",
                "-tunnelAddr",
                "127.0.0.1:0",
                "-bind",
                "127.0.0.1"));
    arguments.addAll(List.of(extra));
    return run("../ngrokd/target/ngrokd.jar", arguments);
  }

  /**
   * The port on which a server listens for "control and proxy", "public http" or "public https".
   */
  static int port(Program server, String what) {
    return Integer.parseInt(
        server.await("Listening for " + what + " connections on 127.0.0.1:([0-9]+)"));
  }

  /** A client with this config below server_addr, root_cas and inspect_addr. */
  Program client(int serverPort, String config, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-config", config(serverPort, config).toString()));
    all.addAll(List.of(arguments));
    return run("target/ngrok.jar", all);
  }

  /** A client's config file: server_addr, root_cas, inspect_addr and this. */
  Path config(int serverPort, String config) throws IOException {
    return Files.writeString(
        Files.createTempFile(home, "ngrok-", ".cfg"),
        "server_addr: localhost:"
            + serverPort
            + "\nroot_cas: "
            + file("state/certs/ca.crt")
            + "\ninspect_addr: 127.0.0.1:0\n"
            + config);
  }

  /** Names for the programs that are started from now on, instead of the system's. */
  void hosts(String... lines) throws IOException {
    Path file = Files.write(file("hosts"), List.of(lines));
    javaOptions.add("-Djdk.net.hosts.file=" + file);
  }

  /**
   * Memory for the programs that are started from now on, all of it resident from the start: what
   * they grow by is not the collector's whim, nor a matter of how much the machine has.
   */
  void heap(int mebibytes) {
    javaOptions.addAll(
        List.of("-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m", "-XX:+AlwaysPreTouch"));
  }

  /** A variable for the programs that are started from now on. */
  void environment(String name, String value) {
    environment.put(name, value);
  }

  Program run(String jar, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseSerialGC",
                "-jar",
                new File(jar).getAbsolutePath()));
    command.addAll(arguments);
    Path output = Files.createTempFile(home, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("NGROKD_HOME", file("state").toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_STATE_HOME");
    builder.environment().putAll(environment);
    if (!javaOptions.isEmpty()) { // java tells of them on standard error
      builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", javaOptions));
    }
    builder.environment().remove("http_proxy");
    Process process = builder.start();
    processes.add(process);
    return new Program(process, output);
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> await().atMost(PATIENCE).until(() -> !process.isAlive()));
    try (var files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
