package org.ngrokd.server.teams.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.ngrokd.kit.json.Json;

/** Makes a backup's bytes, line by line. Confined to one thread. */
final class BackupWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final OutputStream out;
  private final MessageDigest digest = BackupFormat.digest();
  private long lines;

  BackupWriter(String made) throws IOException {
    out = new GZIPOutputStream(bytes);
    line(
        Map.of(
            BackupFormat.WHAT,
            BackupFormat.ACCOUNTS,
            BackupFormat.FORMAT,
            BackupFormat.VERSION,
            BackupFormat.MADE,
            made));
  }

  void row(String table, Map<String, Object> row) throws IOException {
    line(Map.of(table, row));
  }

  private void line(Object value) throws IOException {
    byte[] json = Json.camel(value);
    digest.update(json);
    digest.update((byte) '\n');
    out.write(json);
    out.write('\n');
    lines++;
  }

  /** All of it, with the checksum at its end. */
  byte[] end() throws IOException {
    String checksum = HexFormat.of().formatHex(digest.digest());
    out.write(Json.camel(Map.of(BackupFormat.LINES, lines, BackupFormat.CHECKSUM, checksum)));
    out.write("\n".getBytes(UTF_8));
    out.close();
    return bytes.toByteArray();
  }
}
