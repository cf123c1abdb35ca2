package org.ngrokd.client.pair;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Bodies that come in chunks. */
final class Chunks {
  private Chunks() {}

  /** What is inside, and behind it each line of the trailer in brackets. */
  static byte[] content(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      String end = line(in);
      if (size == 0) {
        while (!end.isEmpty()) {
          body.write(("[" + end + "]").getBytes(StandardCharsets.ISO_8859_1));
          end = line(in);
        }
        return body.toByteArray();
      }
    }
  }

  /** A line without its end. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("ended after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().trim();
  }
}
