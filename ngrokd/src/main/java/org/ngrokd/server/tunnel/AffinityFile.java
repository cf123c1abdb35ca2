package org.ngrokd.server.tunnel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link AffinityCache} over restarts: one line an entry, key and URL with a tab between,
 * least recently used first. A file that cannot be read or written costs a warning, never the
 * server.
 *
 * <p>Protocol: §4 "REGISTRY_CACHE_FILE".
 */
public final class AffinityFile {
  private static final Logger LOG = LoggerFactory.getLogger(AffinityFile.class);

  private final Path file;
  private final AffinityCache cache;

  public AffinityFile(Path file, AffinityCache cache) {
    this.file = file;
    this.cache = cache;
  }

  /** Fills the cache from the file, if there is one. */
  public void load() {
    Map<String, String> entries = new LinkedHashMap<>();
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (String line : lines) {
        String[] parts = line.split("\t", -1);
        if (parts.length == 2) {
          entries.put(parts[0], parts[1]);
        }
      }
      cache.restore(entries);
    } catch (NoSuchFileException firstStart) {
      LOG.debug("No affinity file {} yet", file);
    } catch (IOException e) {
      LOG.warn(
          "Cannot read the affinity file {} ({}); clients may get new random names",
          file,
          Failures.oneLine(e));
    }
  }

  /** Writes the cache to the file, whole or not at all. */
  public void save() {
    StringBuilder lines = new StringBuilder();
    cache.entries().forEach((key, url) -> lines.append(key).append('\t').append(url).append('\n'));
    try {
      AtomicFile.SECRET.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("Cannot save the affinity file {}: {}", file, Failures.oneLine(e));
    }
  }
}
