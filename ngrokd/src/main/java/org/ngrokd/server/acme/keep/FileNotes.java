package org.ngrokd.server.acme.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.files.AtomicFile;
import org.ngrokd.streams.net.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in a file to which lines are added, each forced to the disk; what they come to is written
 * anew when there are many that mean nothing any more. A line that a crash cut is left out.
 *
 * <pre>
 * ordered 2026-03-01T12:00:00.001Z example.net
 * vain 2026-03-01T12:00:00.001Z
 * paused a.example.net 60 2026-03-01T12:01:00Z
 * unpaused a.example.net
 * </pre>
 */
final class FileNotes implements OrderNotes {
  /** The file is written anew when it has so many lines more than it needs. */
  private static final int MOST_IDLE = 1000;

  private static final String ORDERED = "ordered";
  private static final String VAIN = "vain";
  private static final String PAUSED = "paused";
  private static final String UNPAUSED = "unpaused";

  /** In a line; a name has none, "a.example.net (RSA)" is one word then. */
  private static final String BLANK = "_";

  private static final Logger LOG = LoggerFactory.getLogger(FileNotes.class);

  private final Path file;
  private final Map<Instant, Ordered> ordered = new LinkedHashMap<>();
  private final Map<String, Paused> paused = new LinkedHashMap<>();
  private boolean isRead;
  private boolean isTold;
  private int lines;

  /**
   * @param file need not be there; read when somebody asks
   */
  FileNotes(Path file) {
    this.file = file;
  }

  @Override
  public synchronized List<Ordered> ordered(Instant since) {
    read();
    ordered.values().removeIf(each -> each.at().isBefore(since));
    return List.copyOf(ordered.values());
  }

  @Override
  public synchronized void ordered(Ordered order) {
    read();
    ordered.put(order.at(), order);
    add(line(order));
  }

  @Override
  public synchronized void inVain(Ordered order) {
    read();
    ordered.put(order.at(), order.inVain());
    add(VAIN + " " + order.at());
  }

  @Override
  public synchronized List<Paused> paused(Instant since) {
    read();
    paused.values().removeIf(each -> each.end().isBefore(since));
    return List.copyOf(paused.values());
  }

  @Override
  public synchronized void paused(Paused pause) {
    read();
    paused.put(pause.order(), pause);
    add(line(pause));
  }

  @Override
  public synchronized void unpaused(String order) {
    read();
    if (paused.remove(order) != null) {
      add(UNPAUSED + " " + word(order));
    }
  }

  private static String line(Ordered order) {
    return (ORDERED + " " + order.at() + " " + order.domain()).strip();
  }

  private static String line(Paused pause) {
    return "%s %s %d %s"
        .formatted(PAUSED, word(pause.order()), pause.length().toSeconds(), pause.end());
  }

  private static String word(String order) {
    return order.replace(" ", BLANK);
  }

  private void read() {
    if (isRead) {
      return;
    }
    isRead = true;
    if (!Files.exists(file)) {
      return;
    }
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        read(line.split(" ", -1));
      }
      rewrite();
    } catch (IOException e) {
      tell(e);
    }
  }

  private void read(String[] words) {
    try {
      if (words[0].equals(ORDERED) && words.length <= 3) {
        Ordered order = new Ordered(words.length == 3 ? words[2] : "", Instant.parse(words[1]));
        ordered.put(order.at(), order);
      } else if (words[0].equals(VAIN) && words.length == 2) {
        ordered.computeIfPresent(Instant.parse(words[1]), (at, order) -> order.inVain());
      } else if (words[0].equals(PAUSED) && words.length == 4) {
        String order = words[1].replace(BLANK, " ");
        Duration length = Duration.ofSeconds(Long.parseLong(words[2]));
        paused.put(order, new Paused(order, length, Instant.parse(words[3])));
      } else if (words[0].equals(UNPAUSED) && words.length == 2) {
        paused.remove(words[1].replace(BLANK, " "));
      }
    } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      LOG.debug("A line of {} is left out: {}", file, Failures.oneLine(e));
    }
  }

  private void add(String line) {
    try {
      if (lines > ordered.size() + paused.size() + MOST_IDLE || !Files.exists(file)) {
        rewrite();
        return;
      }
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
      }
      lines++;
    } catch (IOException e) {
      tell(e);
    }
  }

  private void rewrite() throws IOException {
    List<String> all = new ArrayList<>();
    ordered.values().forEach(each -> all.add(line(each)));
    paused.values().forEach(each -> all.add(line(each)));
    String text = all.isEmpty() ? "" : String.join("\n", all) + "\n";
    AtomicFile.SECRET.write(file, text.getBytes(StandardCharsets.UTF_8));
    lines = all.size();
  }

  private void tell(IOException failure) {
    if (!isTold) {
      isTold = true;
      LOG.warn(
          "What the CA was asked is not noted in {}, so that it is not known after a restart: {}",
          file,
          Failures.oneLine(failure));
    }
  }
}
