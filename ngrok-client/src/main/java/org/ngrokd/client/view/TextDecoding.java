package org.ngrokd.client.view;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the charset of a text: as the type says, as the text says itself, else UTF-8. */
final class TextDecoding {
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "(?:<\\?xml[^>]*encoding|<meta[^>]*charset)\\s*=\\s*[\"']?([A-Za-z0-9_:.-]+)",
          Pattern.CASE_INSENSITIVE);

  private static final int LOOKED_AT = 2048;

  /** What a text that is no UTF-8 usually is, where nothing is said. */
  private static final Charset OLD_WEB = Charset.forName("windows-1252");

  private TextDecoding() {}

  static String decode(byte[] bytes, MediaType type) {
    Charset charset =
        type.parameter("charset")
            .flatMap(TextDecoding::named)
            .or(() -> inText(bytes))
            .orElse(StandardCharsets.UTF_8);
    String text = new String(bytes, charset);
    if (charset.equals(StandardCharsets.UTF_8) && !isUtf8(bytes)) {
      text = new String(bytes, OLD_WEB);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  static Optional<Charset> named(String name) {
    try {
      return Optional.of(Charset.forName(name.trim()));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static Optional<Charset> inText(byte[] bytes) {
    if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
      return Optional.of(StandardCharsets.UTF_16);
    }
    String begin =
        new String(bytes, 0, Math.min(bytes.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    Matcher said = IN_TEXT.matcher(begin);
    return said.find() ? named(said.group(1)) : Optional.empty();
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
  }

  /** Whether it is UTF-8, of which the last letter may be cut. */
  static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length);
    return !decoder.decode(ByteBuffer.wrap(bytes), text, false).isError();
  }

  /** Whether a person can read it: UTF-8 without control characters. */
  static boolean isReadable(byte[] bytes) {
    for (byte each : bytes) {
      boolean isControl = each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t';
      if (isControl || each == 0x7f) {
        return false;
      }
    }
    return isUtf8(bytes);
  }
}
