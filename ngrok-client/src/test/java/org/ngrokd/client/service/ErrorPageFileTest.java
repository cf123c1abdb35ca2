package org.ngrokd.client.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.kit.cli.UserException;

class ErrorPageFileTest {
  @TempDir Path directory;

  private Path write(String html, long millis) throws IOException {
    Path file = Files.writeString(directory.resolve("down.html"), html);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
  }

  @Test
  void changedFileIsReadAgain() throws IOException {
    ErrorPageFile page = new ErrorPageFile(write("one", 1000));
    assertThat(page.html()).isEqualTo("one");

    write("二", 2000);

    assertThat(page.html()).isEqualTo("二");
  }

  @Test
  void pageStaysWhenTheFileIsGoneOrTooLong() throws IOException {
    Path file = write("one", 1000);
    ErrorPageFile page = new ErrorPageFile(file);

    write("x".repeat(1024 * 1024 + 1), 2000);
    assertThat(page.html()).isEqualTo("one");
    Files.delete(file);
    assertThat(page.html()).isEqualTo("one");
  }

  @Test
  void missingAndTooLongFilesFailTheStart() throws IOException {
    assertThatThrownBy(() -> new ErrorPageFile(directory.resolve("none.html")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("error_page: ")
        .hasMessageContaining("none.html");
    Path file = write("x".repeat(1024 * 1024 + 1), 1000);
    assertThatThrownBy(() -> new ErrorPageFile(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("longer than 1 MiB");
  }
}
