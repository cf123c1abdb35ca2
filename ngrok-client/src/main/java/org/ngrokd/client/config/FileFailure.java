package org.ngrokd.client.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.ngrokd.streams.net.Failures;

/** Says why a file cannot be read. */
public final class FileFailure {
  private FileFailure() {}

  /** The reason in words: the JDK's message is often just the path. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof CharacterCodingException) {
      return "it is neither in UTF-8 nor in UTF-16";
    }
    return e instanceof AccessDeniedException ? "permission denied" : Failures.oneLine(e);
  }
}
