package org.ngrokd.kit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ngrokd.kit.files.AtomicFile;
import picocli.CommandLine.Option;

/** The flag {@code -o}: where a command writes what it makes. */
public final class OutputFile {
  private static final Path STANDARD_OUTPUT = Path.of("");

  @Option(
      names = {"-o", "--o"},
      paramLabel = "FILE",
      defaultValue = "",
      description = "Write it to this file, which must not be there yet (standard output).")
  private Path file = STANDARD_OUTPUT;

  /**
   * Writes it, to be read by its owner only: it may hold secrets.
   *
   * @throws UserException when the file is there already, or cannot be written
   */
  public void write(String text, PrintWriter out) {
    if (file.equals(STANDARD_OUTPUT)) {
      out.print(text);
      out.flush();
      return;
    }
    if (Files.exists(file)) {
      throw new UserException(
          file
              + " is there already and stays as it is; -o with the name of a file that is not there");
    }
    try {
      AtomicFile.OWNED.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw new UserException(file + " cannot be written: its directory is not there");
    } catch (IOException e) {
      throw new UserException(file + " cannot be written: " + e.getMessage());
    }
  }

  /** Where it goes, for a line about it. */
  public String place() {
    return file.equals(STANDARD_OUTPUT) ? "standard output" : file.toString();
  }
}
