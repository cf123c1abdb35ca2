package org.ngrokd.client.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ngrokd.client.TunnelSpec;
import org.ngrokd.protocol.testing.Visitor;

/** Directories that the client serves itself. */
class FilesIT {
  private final Pair pair = Pair.start();

  @TempDir Path above;
  private Path directory = Path.of("");

  @BeforeEach
  void fill() throws IOException {
    directory = Files.createDirectories(above.resolve("public"));
    Files.writeString(directory.resolve("a.txt"), "0123456789");
    Files.writeString(above.resolve("secret.txt"), "secret");
    Files.writeString(directory.resolve(".hidden"), "secret");
    Files.createDirectories(directory.resolve("sub/below"));
    Files.createDirectories(directory.resolve(".git"));
    Files.writeString(directory.resolve(".git/config"), "secret");
  }

  @AfterEach
  void stop() {
    pair.close();
  }

  private void open() {
    pair.client(TunnelSpec.http("file://" + directory).subdomain("files"));
  }

  private String get(String target, String... headers) throws IOException {
    return ask("GET", target, headers);
  }

  private String ask(String method, String target, String... headers) throws IOException {
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(request(method, target, headers) + "Connection: close\r\n\r\n");
      return visitor.readToEnd();
    }
  }

  private static String request(String method, String target, String... headers) {
    StringBuilder lines = new StringBuilder();
    for (String each : headers) {
      lines.append(each).append("\r\n");
    }
    return method + " " + target + " HTTP/1.1\r\nHost: files.localhost\r\n" + lines;
  }

  private static String header(String reply, String name) {
    return reply
        .lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  @Test
  void fileIsSentWithItsTypeAndHeadGetsTheSameWithoutIt() throws Exception {
    open();

    String got = get("/a.txt?x=1");
    String head = ask("HEAD", "/a.txt");

    assertThat(got).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n0123456789");
    assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
    for (String reply : List.of(got, head)) {
      assertThat(header(reply, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(header(reply, "Content-Length")).isEqualTo("10");
      assertThat(header(reply, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(reply, "Accept-Ranges")).isEqualTo("bytes");
    }
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
    Files.writeString(directory.resolve("b.txt"), "b");
    open();
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(
          (request("GET", "/a.txt") + "\r\n").repeat(50)
              + request("GET", "/b.txt")
              + "Connection: close\r\n\r\n");

      String replies = visitor.readToEnd();

      assertThat(replies.split("0123456789", -1)).hasSize(51);
      assertThat(replies).endsWith("\r\n\r\nb");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/sub/..%2f..%2fsecret.txt",
        "/.hidden",
        "/.git/config",
        "/.git/",
        "/a.txt%00",
        "/none",
        "/a.txt/",
        "//a.txt",
        "/out/secret.txt",
        "/out.txt",
        "/hidden.txt",
        "/pipe",
        "/null",
      })
  void whatIsOutsideOrHiddenOrSpecialIsNotThere(String target) throws Exception {
    Files.createSymbolicLink(directory.resolve("out"), above);
    Files.createSymbolicLink(directory.resolve("out.txt"), above.resolve("secret.txt"));
    Files.createSymbolicLink(directory.resolve("hidden.txt"), directory.resolve(".hidden"));
    Files.createSymbolicLink(directory.resolve("null"), Path.of("/dev/null"));
    assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start().waitFor())
        .isZero();
    open();

    assertThat(get(target)).startsWith("HTTP/1.1 404 Not Found").doesNotContain("secret\n");
    assertThat(get("/")).doesNotContain("out", "hidden", ".git", "pipe", "null");
  }

  @Test
  void linkThatStaysInsideIsFollowed() throws Exception {
    Files.createSymbolicLink(directory.resolve("link.txt"), Path.of("a.txt"));
    open();

    assertThat(get("/link.txt")).endsWith("0123456789");
  }

  @Test
  void directoryIsAPageWithEscapedNames() throws Exception {
    Files.writeString(directory.resolve("<b>&'\"?#%.txt"), "x");
    open();

    String page = get("/");

    assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page)
        .contains(
            "<a href=\"./%3Cb%3E%26%27%22%3F%23%25.txt\">&lt;b&gt;&amp;&#39;&quot;?#%.txt</a>",
            "<a href=\"./a.txt\">a.txt</a></td><td class=\"n\">10 B", "<a href=\"./sub/\">sub/</a>")
        .doesNotContain("href=\"../\"");
    assertThat(page.indexOf("./sub/")).isLessThan(page.indexOf("./a.txt"));
    assertThat(get("/%3Cb%3E%26%27%22%3F%23%25.txt")).endsWith("\r\n\r\nx");
    assertThat(get("/sub/")).contains("<a href=\"../\">", "<a href=\"./below/\">");
  }

  @Test
  void hugeDirectoryIsShownInPart() throws Exception {
    for (int i = 0; i < 2100; i++) {
      Files.writeString(directory.resolve("sub/" + i), "");
    }
    open();

    String page = get("/sub/");

    assertThat(page.split("<tr>", -1)).hasSize(2002);
    assertThat(page).contains("Only 2000 of them are shown.");
  }

  @Test
  void directoryWithoutItsSlashIsRedirectedAndIndexIsServed() throws Exception {
    Files.writeString(directory.resolve("sub/index.html"), "<p>index");
    open();

    String reply = get("/sub?x=1");

    assertThat(reply).startsWith("HTTP/1.1 301 ");
    assertThat(header(reply, "Location")).isEqualTo("./sub/?x=1");
    assertThat(get("/sub/")).endsWith("<p>index").contains("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 206 Partial Content, bytes 2-4/10, 234",
    "bytes=8-, 206 Partial Content, bytes 8-9/10, 89",
    "bytes=-3, 206 Partial Content, bytes 7-9/10, 789",
    "bytes=-30, 206 Partial Content, bytes 0-9/10, 0123456789",
    "bytes=5-500, 206 Partial Content, bytes 5-9/10, 56789",
    "bytes=10-, 416 Range Not Satisfiable, bytes */10, 416 Range Not Satisfiable",
    "bytes=-0, 416 Range Not Satisfiable, bytes */10, 416 Range Not Satisfiable",
    "'bytes=0-1,4-5', 200 OK, '', 0123456789",
    "bytes=4-2, 200 OK, '', 0123456789",
    "chars=0-1, 200 OK, '', 0123456789",
    "bytes=99999999999999999999-, 200 OK, '', 0123456789",
  })
  void rangeIsAPart(String range, String status, String told, String body) throws Exception {
    open();

    String reply = get("/a.txt", "Range: " + range);

    assertThat(reply).startsWith("HTTP/1.1 " + status);
    assertThat(header(reply, "Content-Range")).isEqualTo(told);
    assertThat(reply.strip()).endsWith("\r\n\r\n" + body);
  }

  @Test
  void whoKnowsTheFileIsToldSo() throws Exception {
    open();
    String first = get("/a.txt");
    String tag = header(first, "ETag");
    String date = header(first, "Last-Modified");

    for (String known :
        List.of(
            "If-None-Match: " + tag,
            "If-None-Match: \"x\", W/" + tag,
            "If-None-Match: *",
            "If-Modified-Since: " + date)) {
      assertThat(get("/a.txt", known)).as(known).startsWith("HTTP/1.1 304").endsWith("\r\n\r\n");
    }
    for (String unknown :
        List.of(
            "If-None-Match: \"x\"",
            "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
            "If-Modified-Since: today")) {
      assertThat(get("/a.txt", unknown)).as(unknown).startsWith("HTTP/1.1 200");
    }
    assertThat(get("/a.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + date))
        .startsWith("HTTP/1.1 200");
    assertThat(get("/a.txt", "If-Match: \"x\"")).startsWith("HTTP/1.1 412");
    assertThat(get("/a.txt", "Range: bytes=1-2", "If-Range: " + tag)).startsWith("HTTP/1.1 206");
    assertThat(get("/a.txt", "Range: bytes=1-2", "If-Range: \"x\"")).startsWith("HTTP/1.1 200");

    Files.writeString(directory.resolve("a.txt"), "changed");
    assertThat(get("/a.txt", "If-None-Match: " + tag)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"})
  void nothingButReadingIsAllowed(String method) throws Exception {
    open();

    String reply = ask(method, "/a.txt", "Content-Length: 3");

    assertThat(reply).startsWith("HTTP/1.1 405 Method Not Allowed");
    assertThat(header(reply, "Allow")).isEqualTo("GET, HEAD");
    assertThat(Files.readString(directory.resolve("a.txt"))).isEqualTo("0123456789");
  }

  @Test
  void muchArrivesWholeAtAVisitorWhoIsSlowAtFirst() throws Exception {
    byte[] much = new byte[30_000_000];
    new Random(3).nextBytes(much);
    Files.write(directory.resolve("much.bin"), much);
    open();
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(request("GET", "/much.bin") + "Connection: close\r\n\r\n");
      visitor.read(100);
      List<Path> held = openFiles();

      byte[] rest = visitor.in().readAllBytes();

      assertThat(held).doesNotContain(directory.resolve("much.bin"));
      assertThat(rest).endsWith(java.util.Arrays.copyOfRange(much, 1000, much.length));
    }
  }

  private static List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : all) {
        try {
          open.add(each.toRealPath());
        } catch (IOException gone) {
          // it was closed meanwhile
        }
      }
    }
    return open;
  }

  @Test
  void fileThatChangesWhileItIsSentBreaksOff() throws Exception {
    Path file = directory.resolve("much.bin");
    Files.write(file, new byte[30_000_000]);
    open();
    try (Visitor visitor = Visitor.connect(pair.port("http"))) {
      visitor.send(request("GET", "/much.bin") + "Connection: close\r\n\r\n");
      visitor.read(100);

      Files.writeString(file, "short");

      assertThatThrownBy(
              () -> {
                if (visitor.in().readAllBytes().length < 29_000_000) {
                  throw new IOException("cut");
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void headsAreChangedAndDirectoryThatIsNotThereIsAServiceThatIsDown() throws Exception {
    pair.client(
        TunnelSpec.http("file://" + directory)
            .subdomain("files")
            .addResponseHeader("X-Mine", "1")
            .strippedPath("/more", "file://" + directory.resolve("sub")));
    Files.writeString(directory.resolve("sub/c.json"), "{}");

    assertThat(header(get("/a.txt"), "X-Mine")).isEqualTo("1");
    assertThat(get("/more/c.json")).contains("Content-Type: application/json\r\n").endsWith("{}");
    assertThat(header(get("/more/below"), "Location")).isEqualTo("./below/");

    Files.move(directory, above.resolve("moved"));
    for (int i = 0; i < 30; i++) { // it may be known before the visitor is joined, or later
      assertThat(get("/a.txt")).startsWith("HTTP/1.0 502 Bad Gateway");
    }
    Files.move(above.resolve("moved"), directory);
    assertThat(get("/a.txt")).startsWith("HTTP/1.1 200");
  }

  @Test
  void directoryIsForHttpOnly() {
    assertThatThrownBy(() -> TunnelSpec.tcp("file://" + directory))
        .hasMessageContaining("a directory is served by http");
    assertThatThrownBy(() -> TunnelSpec.http("file://relative"))
        .hasMessageContaining("file:///home/me/public");
  }
}
