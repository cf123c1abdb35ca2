package org.ngrokd.kit.web;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;

/** Draws a QR code as an SVG picture, black on white: cameras need that in dark pages, too. */
public final class QrCodeSvg {
  /** The quiet zone that the standard asks for, in modules. */
  private static final int MARGIN = 4;

  private QrCodeSvg() {}

  /**
   * The picture of a text.
   *
   * @throws IllegalArgumentException when it is too long
   */
  public static String of(String text) {
    QrCode code;
    try {
      code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    } catch (DataTooLongException e) {
      throw new IllegalArgumentException("this is too long for a QR code", e);
    }
    int side = code.size + 2 * MARGIN;
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append("M%d,%dh1v1h-1z".formatted(x + MARGIN, y + MARGIN));
        }
      }
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">\
    <rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>
    """
        .formatted(side, side, side, side, path);
  }
}
