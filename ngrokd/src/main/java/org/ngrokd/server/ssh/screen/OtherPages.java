package org.ngrokd.server.ssh.screen;

import java.util.ArrayList;
import java.util.List;
import org.ngrokd.kit.text.Columns;
import org.ngrokd.kit.text.QrCodeText;
import org.ngrokd.server.ssh.screen.Row.Style;

/** What can be shown instead of the visits: the QR code, and the help. */
final class OtherPages {
  private OtherPages() {}

  /**
   * The code of an address, with the address below it.
   *
   * @param notice the last that was told, or ""
   */
  static List<String> qrCode(String url, String notice, Look look) {
    QrCodeText code = QrCodeText.of(url);
    List<String> blocks = look.isUtf8() ? code.blocks() : code.ascii();
    int width = Columns.of(blocks.get(0));
    List<String> lines = new ArrayList<>();
    if (width > look.width() || blocks.size() > look.room()) {
      String small = look.words().tooSmall().formatted(width, blocks.size() + 1);
      lines.add(new Row(look).add(small, Style.YELLOW).toString());
    } else {
      blocks.forEach(line -> lines.add(new Row(look).add(line, Style.PAPER).toString()));
    }
    lines.add(new Row(look).add(url, Style.CYAN).toString());
    if (!notice.isEmpty()) {
      lines.add(new Row(look).add(notice, Style.YELLOW).toString());
    }
    lines.add(new Row(look).add(look.words().back(), Style.FAINT).toString());
    return fitting(lines, look);
  }

  static List<String> help(Look look) {
    List<String> lines = new ArrayList<>();
    look.words().help().forEach(line -> lines.add(new Row(look).add(line).toString()));
    lines.add("");
    lines.add(new Row(look).add(look.words().back(), Style.FAINT).toString());
    return fitting(lines, look);
  }

  private static List<String> fitting(List<String> lines, Look look) {
    return List.copyOf(lines.subList(0, Math.min(lines.size(), look.room())));
  }
}
