package org.ngrokd.client.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ngrokd.client.config.ClientConfig;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.client.diagnose.Diagnosis;
import org.ngrokd.kit.cli.UserException;
import picocli.CommandLine.Option;

/** What today's agents take behind {@code diagnose}. */
final class DiagnoseFlags {
  @Option(
      names = {"-6", "--ipv6"},
      hidden = true,
      description = "Behind diagnose: IPv6 too, which it does without being asked.")
  @SuppressWarnings("UnusedVariable") // all addresses of the server are tried in any case
  private boolean ipv6;

  @Option(
      names = {"--write-report", "-w", "-write-report"},
      defaultValue = "",
      paramLabel = "FILE",
      description = "Behind diagnose: writes what it says to this file, too.")
  private String report = "";

  /**
   * Goes the way to the server and back.
   *
   * @throws UserException when something is in the way, or the report cannot be written
   */
  void run(ClientConfig config, PrintWriter out) throws InterruptedException {
    StringWriter text = new StringWriter();
    boolean isWell =
        Diagnosis.of(config, report.isEmpty() ? out : new PrintWriter(text, true)).run();
    if (!report.isEmpty()) {
      out.print(text);
      out.flush();
      write(text.toString());
    }
    if (!isWell) {
      throw new UserException("something is in the way, see what FAILED above");
    }
  }

  private void write(String text) {
    try {
      Files.writeString(Path.of(report), text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserException(report + " cannot be written: " + FileFailure.reason(e));
    }
  }
}
