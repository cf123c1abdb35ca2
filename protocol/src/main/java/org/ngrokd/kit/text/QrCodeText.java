package org.ngrokd.kit.text;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a QR code with characters. What is light in the code is drawn, what is dark is left free:
 * most terminals are dark, and cameras take it the other way round, too.
 */
public final class QrCodeText {
  /** Modules around it: half of what the standard asks for, which cameras do not mind. */
  private static final int MARGIN = 2;

  private final QrCode code;

  private QrCodeText(QrCode code) {
    this.code = code;
  }

  /**
   * The code of a text.
   *
   * @throws IllegalArgumentException when it is too long
   */
  public static QrCodeText of(String text) {
    try {
      return new QrCodeText(QrCode.encodeText(text, QrCode.Ecc.LOW));
    } catch (DataTooLongException e) {
      throw new IllegalArgumentException("this is too long for a QR code", e);
    }
  }

  /** With half blocks, two modules in a character: all lines as wide, one for two modules. */
  public List<String> blocks() {
    return lines(1, 2, (x, y) -> block(isLight(x, y), isLight(x, y + 1)));
  }

  /** With ASCII only: two characters wide and one high for each module. */
  public List<String> ascii() {
    return lines(2, 1, (x, y) -> isLight(x, y) ? "##" : "  ");
  }

  private static String block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? "█" : "▀";
    }
    return lower ? "▄" : " ";
  }

  private boolean isLight(int x, int y) {
    boolean isInside = x < code.size + MARGIN && y < code.size + MARGIN;
    return isInside && !code.getModule(x, y);
  }

  /** One character, or two. */
  private interface Cell {
    String at(int x, int y);
  }

  private List<String> lines(int width, int step, Cell cell) {
    List<String> lines = new ArrayList<>();
    for (int y = -MARGIN; y < code.size + MARGIN; y += step) {
      StringBuilder line = new StringBuilder((code.size + 2 * MARGIN) * width);
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        line.append(cell.at(x, y));
      }
      lines.add(line.toString());
    }
    return List.copyOf(lines);
  }
}
