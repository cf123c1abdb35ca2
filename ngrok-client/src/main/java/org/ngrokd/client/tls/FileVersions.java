package org.ngrokd.client.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ngrokd.client.config.Termination;

/** Tells whether files have changed. Blocks. */
final class FileVersions {
  private FileVersions() {}

  /** Something that changes when one of the files does: their times and sizes. */
  static String of(Termination termination) {
    return Stream.concat(
            Stream.of(termination.certificate(), termination.key()),
            termination.visitorCas().stream())
        .map(FileVersions::of)
        .collect(Collectors.joining("|"));
  }

  private static String of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "," + attributes.size() + "," + attributes.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
