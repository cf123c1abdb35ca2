package org.ngrokd.certs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Words for what can go wrong with a file: one line that says what, why and what to do. */
final class FileFault {
  private FileFault() {}

  static CertificateFileException reading(String what, Path file, String why) {
    return reading(what, file, why, null);
  }

  static CertificateFileException reading(
      String what, Path file, String why, @Nullable Throwable cause) {
    return new CertificateFileException(
        "Cannot read the %s %s: %s".formatted(what, file, why), cause);
  }

  static CertificateFileException reading(String what, Path file, IOException cause) {
    return reading(what, file, whyUnreadable(file, cause), cause);
  }

  static CertificateFileException writing(
      String what, Path file, String why, @Nullable Throwable cause) {
    return new CertificateFileException(
        "Cannot write the %s %s: %s".formatted(what, file, why), cause);
  }

  static CertificateFileException writing(String what, Path file, IOException cause) {
    return writing(what, file, whyUnwritable(file, cause), cause);
  }

  private static String whyUnreadable(Path file, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "there is no such file; check the path";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied; let the user that runs this program read it (chown or chmod g+r),"
          + " and enter its directories (chmod g+x)";
    }
    if (Files.isDirectory(file)) {
      return "it is a directory; give a file in it";
    }
    return whatJavaSaid(cause);
  }

  private static String whyUnwritable(Path file, IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied; run this as a user who may write into its directory";
    }
    if (Files.isDirectory(file)) {
      return "it is a directory; move it away";
    }
    if (cause instanceof NoSuchFileException) {
      return "its directory does not exist; create it first";
    }
    return whatJavaSaid(cause);
  }

  private static String whatJavaSaid(IOException cause) {
    return cause.getClass() == IOException.class
        ? String.valueOf(cause.getMessage()) // it speaks for itself: "No space left on device"
        : "%s (%s)".formatted(cause.getMessage(), cause.getClass().getSimpleName());
  }
}
