package org.ngrokd.client.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ngrok import}. */
class ImportCommandTest {
  private static final String FRPC =
      """
      serverAddr = "frp.example.com"
      transport.useCompression = true
      [[proxies]]
      name = "ssh"
      localPort = 22
      remotePort = 6001
      transport.useCompression = true
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  private int run(String... arguments) {
    CommandLine line = Main.commandLine(Map.of());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private String frpc(String text) throws IOException {
    return Files.writeString(directory.resolve("frpc.toml"), text).toString();
  }

  @Test
  void whatIsWrittenPassesConfigCheck() throws IOException {
    String made = directory.resolve("ngrok.cfg").toString();

    assertThat(run("import", frpc(FRPC), "-o", made)).isZero();

    assertThat(err.toString())
        .contains(
            "frpc.toml:7: transport.useCompression: let the local service compress",
            "Written to " + made + "; 2 keys or proxies have no counterpart");
    assertThat(run("-config", made, "config", "check")).isZero();
    assertThat(out.toString()).contains(made + " is right; it describes 1 tunnel");
  }

  @Test
  void standardOutputIsTheFile() throws IOException {
    assertThat(run("import", frpc(FRPC))).isZero();

    assertThat(out.toString())
        .startsWith("# Made by 'ngrok import' from frpc.toml\n")
        .contains("tcp: \"127.0.0.1:22\"");
  }

  @Test
  void fileThatIsThereIsNotWrittenOver() throws IOException {
    Path taken = Files.writeString(directory.resolve("ngrok.cfg"), "mine");

    assertThat(run("import", frpc(FRPC), "-o", taken.toString())).isEqualTo(1);
    assertThat(taken).hasContent("mine");
    assertThat(err.toString()).contains("is there already and stays as it is");
  }

  @Test
  void whatOursWouldRefuseIsWrittenAndTold() throws IOException {
    String headers = "requestHeaders.set.Host = \"x\"\n";

    int code =
        run(
            "import",
            frpc(
                "[[proxies]]\nname = \"w\"\ntype = \"http\"\nlocalPort = 80\nsubdomain = \"w\"\n"
                    + headers));

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("use host_header", "is not right yet, see above");
  }

  @Test
  void wrongUsageAndWrongFilesAreOneLine() throws IOException {
    assertThat(run("import")).isEqualTo(2);
    assertThat(run("import", frpc("serverAddr = \n"))).isEqualTo(1);
    assertThat(err.toString()).contains("expected 'ngrok import frpc.toml'", ":1: not TOML: ");
    assertThat(err.toString().lines()).hasSize(2);
  }
}
