package org.ngrokd.client.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.ngrokd.client.config.FileFailure;
import org.ngrokd.kit.cli.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page of the user's own, read again when its file has changed. Any thread but an event loop: it
 * reads files.
 */
final class ErrorPageFile {
  /** A page for people; more is a mistake, and it is kept in memory. */
  private static final long LONGEST = 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ErrorPageFile.class);

  private final Path file;
  private String html = "";
  private FileTime changed = FileTime.fromMillis(0);

  /**
   * Reads the page.
   *
   * @throws UserException when it cannot be read or is too long
   */
  ErrorPageFile(Path file) {
    this.file = file;
    try {
      read();
    } catch (IOException e) {
      throw new UserException("error_page: " + file + " cannot be read: " + FileFailure.reason(e));
    }
  }

  /** The page as the file has it now; as it was before when that cannot be read. */
  synchronized String html() {
    try {
      if (!Files.getLastModifiedTime(file).equals(changed)) {
        read();
      }
    } catch (IOException e) {
      LOG.warn("The error page {} stays as it was: {}", file, FileFailure.reason(e));
    } catch (UserException e) {
      LOG.warn("{}; it stays as it was", e.getMessage());
    }
    return html;
  }

  private void read() throws IOException {
    FileTime now = Files.getLastModifiedTime(file);
    if (Files.size(file) > LONGEST) {
      throw new UserException("error_page: " + file + " is longer than 1 MiB; give a smaller page");
    }
    html = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    changed = now;
  }
}
