package org.ngrokd.server.teams.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.kit.json.JsonValue;
import org.ngrokd.streams.net.Failures;

/** Reads a backup from its first line to its last: only then is it known to be whole. */
final class BackupReader {
  private final Path file;

  BackupReader(Path file) {
    this.file = file;
  }

  /** Who takes the rows. */
  @FunctionalInterface
  interface Rows {
    void take(BackupTable table, JsonValue row) throws SQLException;
  }

  /**
   * Reads all of it.
   *
   * @throws UserException when it is not whole, at the latest after the last row
   */
  void read(Rows rows) throws SQLException {
    try (InputStream bytes = Files.newInputStream(file)) {
      read(unzipped(bytes), rows);
    } catch (NoSuchFileException e) {
      throw new UserException("There is no file " + file);
    } catch (EOFException | ZipException e) {
      throw damaged();
    } catch (IOException e) {
      throw new UserException("Cannot read %s: %s".formatted(file, Failures.oneLine(e)));
    }
  }

  private BufferedReader unzipped(InputStream bytes) throws IOException {
    try {
      return new BufferedReader(new InputStreamReader(new GZIPInputStream(bytes), UTF_8));
    } catch (EOFException | ZipException e) {
      throw foreign();
    }
  }

  private void read(BufferedReader reader, Rows rows) throws IOException, SQLException {
    String line = requireOurs(reader.readLine());
    MessageDigest digest = BackupFormat.digest();
    long lines = 0;
    for (String next = reader.readLine(); next != null; next = reader.readLine()) {
      if (lines > 0) {
        row(line, rows);
      }
      digest.update((line + "\n").getBytes(UTF_8));
      lines++;
      line = next;
    }
    JsonValue last = json(line).orElseThrow(this::damaged);
    String checksum = HexFormat.of().formatHex(digest.digest());
    if (!last.get(BackupFormat.CHECKSUM).text().equals(Optional.of(checksum))
        || !last.get(BackupFormat.LINES).number().equals(Optional.of(lines))) {
      throw damaged();
    }
  }

  private String requireOurs(@Nullable String first) {
    JsonValue value = json(first == null ? "" : first).orElseThrow(this::foreign);
    if (!value.get(BackupFormat.WHAT).text().equals(Optional.of(BackupFormat.ACCOUNTS))) {
      throw foreign();
    }
    long format = value.get(BackupFormat.FORMAT).number().orElseThrow(this::damaged);
    if (format > BackupFormat.VERSION) {
      throw new UserException(
          "%s was made by a newer ngrokd (format %d, this one knows %d): restore it with that one"
              .formatted(file, format, BackupFormat.VERSION));
    }
    return String.valueOf(first);
  }

  private void row(String line, Rows rows) throws SQLException {
    JsonValue value = json(line).orElseThrow(this::damaged);
    List<String> names = value.keys();
    if (names.size() != 1) {
      throw damaged();
    }
    BackupTable table = BackupTable.called(names.get(0)).orElseThrow(this::damaged);
    JsonValue row = value.get(table.name());
    if (!table.fits(row)) {
      throw damaged();
    }
    rows.take(table, row);
  }

  private static Optional<JsonValue> json(String line) {
    try {
      return Optional.of(Json.read(line.getBytes(UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private UserException damaged() {
    return new UserException(
        "%s is cut short or damaged, so nothing was changed: take another backup".formatted(file));
  }

  private UserException foreign() {
    return new UserException("%s is no backup of ngrokd's accounts".formatted(file));
  }
}
