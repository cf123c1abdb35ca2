package org.ngrokd.client.pair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.ngrokd.protocol.testing.ReplyRow;

/**
 * Another program that reads the replies of a service. It is asked for the path /0, /1, … one for
 * each row.
 */
interface ReplyOracle {
  /** What it makes of a row that it does not read to its end without an error. */
  String NOTHING = "refuses";

  /** The bodies that it read, one byte in each character, or {@link #NOTHING}; one for each row. */
  List<String> read(List<ReplyRow> rows, int port) throws IOException, InterruptedException;

  /** curl; what a proxy before it answers with 502 is none. */
  static ReplyOracle curl(Path directory) {
    return (rows, port) -> {
      List<String> read = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        read.add(curl(directory.resolve("body"), rows.get(i), port, i));
      }
      return read;
    };
  }

  private static String curl(Path body, ReplyRow row, int port, int number)
      throws IOException, InterruptedException {
    boolean isHead = row.method().equals("HEAD");
    Files.deleteIfExists(body);
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-q", "--max-time", "1"));
    command.addAll(isHead ? List.of("-I") : List.of());
    command.addAll(List.of("-o", body.toString(), "-w", "%{http_code}"));
    command.add("http://127.0.0.1:" + port + "/" + number);
    Process curl = new ProcessBuilder(command).start();
    String status = new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    if (curl.waitFor() != 0 || status.equals("502")) {
      return NOTHING;
    }
    return isHead || !Files.exists(body) ? "" : Files.readString(body, StandardCharsets.ISO_8859_1);
  }

  /** Node's own client. */
  static ReplyOracle node(Path directory) {
    return (rows, port) -> {
      Path script = directory.resolve("oracle.js");
      Files.writeString(script, script("/reply-oracle.js"));
      List<String> command = new ArrayList<>(List.of("node", script.toString(), "" + port));
      rows.forEach(row -> command.add(row.method()));
      Process node = new ProcessBuilder(command).start();
      String[] read = new String[rows.size()];
      try (var said = node.inputReader()) {
        for (String line : said.lines().toList()) {
          String[] words = line.split(" ", -1);
          read[Integer.parseInt(words[0])] = words[1].equals("ok") ? decoded(words[2]) : NOTHING;
        }
      }
      node.waitFor();
      return List.of(read);
    };
  }

  /** A script in a page of the service, which bears this name; a wrong status is none of a body. */
  static ReplyOracle chromium(Browser browser, String host) {
    return (rows, port) -> {
      browser.go("http://" + host + ":" + port + "/page");
      String[] read = new String[rows.size()];
      List<String> methods = rows.stream().map(ReplyRow::method).toList();
      for (String line : browser.linesOf(script("/reply-oracle-page.js"), methods)) {
        String[] words = line.split(" ", -1);
        int number = Integer.parseInt(words[0]);
        read[number] = shown(words, rows.get(number));
      }
      return List.of(read);
    };
  }

  private static String shown(String[] words, ReplyRow row) {
    if (words[1].equals("error") || words[1].equals("502")) {
      return NOTHING;
    }
    boolean isItsStatus = !row.passes() || row.passed().contains(" " + words[1]);
    return isItsStatus ? decoded(words[2]) : "status " + words[1];
  }

  private static String script(String name) throws IOException {
    try (var source = ReplyOracle.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(source).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
  }

  /** Whether the program is on the path and says that it is of this version. */
  static boolean isThere(String program, String version) throws InterruptedException {
    try {
      Process asked = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return asked.waitFor() == 0 && said.contains(version);
    } catch (IOException notFound) {
      return false;
    }
  }
}
