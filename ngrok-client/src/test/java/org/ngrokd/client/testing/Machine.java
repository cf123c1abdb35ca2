package org.ngrokd.client.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were measured on. */
public final class Machine {
  private Machine() {}

  public static String describe() throws IOException {
    return "%d × %s, %d GiB, Linux %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            field("/proc/cpuinfo", "model name"),
            Math.round(kib(field("/proc/meminfo", "MemTotal")) / 1024.0 / 1024),
            System.getProperty("os.version"),
            Runtime.version());
  }

  private static double kib(String text) {
    return Double.parseDouble(text.replaceAll("[^0-9]", ""));
  }

  private static String field(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("?");
    }
  }
}
