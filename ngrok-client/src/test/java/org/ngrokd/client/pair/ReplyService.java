package org.ngrokd.client.pair;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ngrokd.client.testing.LocalService;
import org.ngrokd.protocol.testing.ReplyRow;

/**
 * The local service of the table of replies: the path of a request is the number of a row, and its
 * reply is sent byte for byte. Other paths get {@link EdgeService#OK}.
 */
final class ReplyService implements LocalService.Handler {
  private final List<ReplyRow> rows;

  ReplyService(List<ReplyRow> rows) {
    this.rows = rows;
  }

  @Override
  public void handle(Socket connection) throws IOException {
    boolean goesOn = true;
    while (goesOn) {
      String head = head(connection.getInputStream());
      goesOn = !head.isEmpty() && reply(head.split(" ", 3)[1], connection);
    }
  }

  /** Whether the connection stays. */
  private boolean reply(String path, Socket connection) throws IOException {
    if (!path.matches("/[0-9]+")) {
      connection.getOutputStream().write(EdgeService.ascii(EdgeService.OK));
      return true;
    }
    ReplyRow row = rows.get(Integer.parseInt(path.substring(1)));
    connection.getOutputStream().write(EdgeService.ascii(row.reply()));
    return !row.closes();
  }

  /** The head of a request without a body; "" when the connection ends. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      byte[] next = in.readNBytes(1);
      if (next.length == 0) {
        return "";
      }
      head.append(new String(next, StandardCharsets.ISO_8859_1));
    }
    return head.toString();
  }
}
