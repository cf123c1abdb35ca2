package org.ngrokd.client.siege;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An archive of 120 MiB for the page. It is refused in words. */
final class HugeArchive implements ClientAttack {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int MIB = 1 << 20;
  private static final int SIZE_MIB = 120;

  @Override
  public String name() {
    return "an archive of 120 MiB for the page";
  }

  @Override
  public int patience() {
    return 2;
  }

  @Override
  public void run(Field field) throws IOException {
    PageClient page = new PageClient(field, field.ports().page(), PATIENCE_MILLIS);
    String begin = "{\"log\":{\"entries\":[\"";
    Socket socket =
        page.open(
            "POST",
            "/http/in/har",
            "Content-Type: application/json\r\nContent-Length: "
                + (SIZE_MIB + 1) * MIB
                + "\r\n\r\n"
                + begin);
    byte[] piece = "x".repeat(MIB).getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0;
          i < SIZE_MIB + 1 && field.hasTime() && socket.getInputStream().available() == 0;
          i++) {
        socket.getOutputStream().write(piece, 0, i < SIZE_MIB ? MIB : MIB - begin.length());
        field.cost().bytes(MIB);
      }
    } catch (IOException e) {
      field.note("the archive was cut off: " + e); // the answer may be there all the same
    }
    String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    if (!PageClient.status(answer).equals("413")) {
      field.wrong("the answer is " + PageClient.status(answer) + " and not 413");
    }
  }
}
