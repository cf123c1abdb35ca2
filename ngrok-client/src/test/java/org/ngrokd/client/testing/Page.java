package org.ngrokd.client.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A page of the documentation with parts that programs write.
 *
 * @param file of the page, in Markdown
 */
public record Page(Path file) {
  /**
   * Puts a text between the marks of a part, in place of what is there.
   *
   * @param part as the marks call it
   */
  public void replace(String part, String text) throws IOException {
    String page = Files.readString(file);
    String begin = "<!-- " + part + " -->";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end of " + part + " -->");
    if (from < begin.length() || to < from) {
      throw new IOException(file + " has no part '" + part + "'");
    }
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, page.substring(0, from) + "\n\n" + text + "\n" + page.substring(to));
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
