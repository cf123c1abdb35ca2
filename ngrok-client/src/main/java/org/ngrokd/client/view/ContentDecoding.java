package org.ngrokd.client.view;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * A body without its content encodings.
 *
 * @param bytes as much of it as could be decoded
 * @param encodings that were taken off, in the order they were put on
 * @param trouble why it is not all, or ""
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ContentDecoding(byte[] bytes, List<String> encodings, String trouble) {
  /** A small body may unpack to very much. Of a small heap it is no more than a part of 64. */
  static final int LONGEST =
      (int) Math.min(8 * 1024 * 1024, Math.max(256 * 1024, Runtime.getRuntime().maxMemory() / 64));

  /** More than these nobody puts on a body; each costs as much again to take off. */
  private static final int MOST_ENCODINGS = 8;

  /**
   * Takes the encodings off.
   *
   * @param header the value of Content-Encoding, or ""
   */
  static ContentDecoding of(byte[] body, String header) {
    List<String> encodings = new ArrayList<>();
    for (String each : header.split(",", -1)) {
      String encoding = each.trim().toLowerCase(Locale.ROOT);
      if (!encoding.isEmpty() && !encoding.equals("identity")) {
        encodings.add(encoding);
      }
    }
    if (encodings.size() > MOST_ENCODINGS) {
      return new ContentDecoding(
          body, encodings.subList(0, MOST_ENCODINGS), "there are too many encodings");
    }
    List<String> lastFirst = new ArrayList<>(encodings);
    Collections.reverse(lastFirst);
    ContentDecoding decoded = new ContentDecoding(body, encodings, "");
    for (String encoding : body.length == 0 ? List.<String>of() : lastFirst) {
      decoded = decoded.without(encoding);
      if (!decoded.trouble.isEmpty()) {
        return decoded;
      }
    }
    return decoded;
  }

  private ContentDecoding without(String encoding) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (InputStream decoding = decoding(encoding)) {
      byte[] piece = new byte[8192];
      for (int length = decoding.read(piece); length >= 0; length = decoding.read(piece)) {
        plain.write(piece, 0, Math.min(length, LONGEST - plain.size()));
        if (plain.size() == LONGEST) {
          return with(plain, "only the first " + mebibytes() + " MiB are unpacked");
        }
      }
      return with(plain, "");
    } catch (UnknownEncodingException e) {
      return new ContentDecoding(bytes, encodings, "the encoding " + encoding + " is not known");
    } catch (IOException | RuntimeException e) { // the decoders throw either for what is malformed
      boolean isCut = plain.size() > 0;
      return isCut
          ? with(plain, encoding + " ends early or is damaged")
          : new ContentDecoding(bytes, encodings, "this is not " + encoding);
    }
  }

  private static String mebibytes() {
    return BigDecimal.valueOf(LONGEST / (1024 * 1024.0))
        .setScale(1, RoundingMode.DOWN)
        .stripTrailingZeros()
        .toPlainString();
  }

  private ContentDecoding with(ByteArrayOutputStream plain, String newTrouble) {
    return new ContentDecoding(plain.toByteArray(), encodings, newTrouble);
  }

  private InputStream decoding(String encoding) throws IOException {
    InputStream raw = new ByteArrayInputStream(bytes);
    return switch (encoding) {
      case "gzip", "x-gzip" -> new GZIPInputStream(raw);
      case "deflate" -> {
        Inflater inflater = new Inflater(!hasZlibHead());
        yield new InflaterInputStream(raw, inflater) {
          @Override
          public void close() throws IOException {
            super.close();
            inflater.end(); // its memory is not the heap's
          }
        };
      }
      case "br" -> new BrotliInputStream(raw);
      case "zstd" -> new ZstdInputStream(raw);
      default -> throw new UnknownEncodingException();
    };
  }

  /** Some servers send deflate without the head that RFC 1950 asks for. */
  private boolean hasZlibHead() {
    return bytes.length >= 2
        && (bytes[0] & 0x0f) == 8
        && (((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff)) % 31 == 0;
  }

  private static final class UnknownEncodingException extends IOException {
    private static final long serialVersionUID = 1;
  }
}
