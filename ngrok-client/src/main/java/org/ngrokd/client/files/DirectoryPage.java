package org.ngrokd.client.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The page that shows what is in a directory. Blocks. */
final class DirectoryPage {
  /** More is no page to look at, and it is kept in memory while it is sent. */
  static final int MOST = 2000;

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DirectoryPage() {}

  private record Entry(String name, FileRoot.Found found) {
    /** With a slash behind a directory. */
    String shown() {
      return name + (found.isDirectory() ? "/" : "");
    }

    String row() {
      String link = "./" + RequestedPath.encoded(name) + (found.isDirectory() ? "/" : "");
      return "<tr><td><a href=\"%s\">%s</a></td><td class=\"n\">%s</td><td>%s</td></tr>\n"
          .formatted(
              link,
              escaped(shown()),
              found.isDirectory() ? "" : size(found.attributes().size()),
              DATE.format(found.attributes().lastModifiedTime().toInstant()));
    }
  }

  /**
   * The page.
   *
   * @param names where it is, below the directory that is served
   * @throws IOException when it cannot be read
   */
  static String of(FileRoot root, FileRoot.Found directory, List<String> names) throws IOException {
    List<Entry> entries = new ArrayList<>();
    boolean isWhole = read(root, directory.path(), entries);
    entries.sort(
        Comparator.comparing((Entry each) -> !each.found().isDirectory())
            .thenComparing(Entry::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Entry::name));
    StringBuilder rows = new StringBuilder();
    if (!names.isEmpty()) {
      rows.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
    }
    entries.forEach(each -> rows.append(each.row()));
    String title = escaped("/" + String.join("/", names));
    return """
    <!DOCTYPE html>
    <html>
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    :root { color-scheme: light dark }
    body { font: 1rem/1.6 system-ui, sans-serif; margin: 2em }
    td { padding: 0 1.2em 0 0 }
    .n { text-align: right; font-variant-numeric: tabular-nums }
    </style>
    </head>
    <body>
    <h1>%s</h1>
    <table>
    %s</table>
    %s</body>
    </html>
    """
        .formatted(
            title, title, rows, isWhole ? "" : "<p>Only " + MOST + " of them are shown.</p>\n");
  }

  /** Whether that is all. */
  private static boolean read(FileRoot root, Path directory, List<Entry> entries)
      throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path each : all) {
        if (entries.size() >= MOST) {
          return false;
        }
        Path name = each.getFileName();
        if (name != null && FileRoot.isShown(name)) {
          root.visible(each).ifPresent(found -> entries.add(new Entry(name.toString(), found)));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return true;
  }

  private static String size(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
