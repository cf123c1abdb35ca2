package org.ngrokd.server.ssh.screen;

import org.ngrokd.kit.text.Printable;
import org.ngrokd.kit.text.QrCodeText;

/**
 * Lines for people and scripts: each address on a line of standard output, as soon as it is good;
 * all else on standard error.
 *
 * <p>Confined to the event loop of its connection.
 */
public final class PlainLines implements Screen {
  private final Place place;
  private final String newline;
  private boolean wantsQr;

  /**
   * Begins with nothing.
   *
   * @param newline what ends a line: a terminal wants a carriage return too
   */
  public PlainLines(Place place, String newline, boolean wantsQr) {
    this.place = place;
    this.newline = newline;
    this.wantsQr = wantsQr;
  }

  @Override
  public void opened(ShownForward forward) {
    forward.urls().forEach(this::print);
    if (wantsQr && !forward.urls().isEmpty()) {
      wantsQr = false;
      QrCodeText.of(forward.urls().get(0)).blocks().forEach(this::print);
    }
  }

  /** Why, somebody else tells. */
  @Override
  public void closed(ShownForward forward) {}

  @Override
  public void told(String why) {
    place.err().write(Printable.sentence(why) + newline);
  }

  @Override
  public void end() {}

  /** A line on standard output. */
  public void print(String line) {
    place.out().write(line + newline);
  }
}
