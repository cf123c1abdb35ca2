package org.ngrokd.kit.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The text of a config file: in UTF-8, or in UTF-16 when it begins with a byte order mark that says
 * so, as some Windows editors write it and 1.7's YAML reader takes it.
 */
public final class FileText {
  private static final char MARK = '\uFEFF';

  private FileText() {}

  /**
   * The text without its mark.
   *
   * @throws CharacterCodingException when it is in another encoding
   */
  public static String decoded(byte[] bytes) throws CharacterCodingException {
    // A new decoder reports what it does not understand.
    String text = charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.indexOf(MARK) == 0 ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
    return switch (mark) {
      case 0xFEFF -> StandardCharsets.UTF_16BE;
      case 0xFFFE -> StandardCharsets.UTF_16LE;
      default -> StandardCharsets.UTF_8;
    };
  }
}
