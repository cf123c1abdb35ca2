package org.ngrokd.server.cli.admin;

import org.ngrokd.kit.terminal.Keys;

/**
 * What keys mean: an order, or, behind {@code /}, a letter of the filter. Used by the screen's
 * thread.
 */
final class TopKeys {
  private static final int BACKSPACE = 8;
  private static final int DELETE = 127;
  private static final int CTRL_U = 21;

  private final Asking asking;
  private boolean isTyping;

  TopKeys(Asking asking) {
    this.asking = asking;
  }

  /** Whether letters go into the filter. */
  boolean isTyping() {
    return isTyping;
  }

  /** Does what the key means; false: it is over. */
  boolean pressed(int key) {
    if (key == Keys.CTRL_C) {
      return false;
    }
    if (isTyping) {
      typed(key);
      return true;
    }
    if (key == 'q' || key == 'Q') {
      return false;
    }
    order(key);
    return true;
  }

  private void order(int key) {
    Wish wish = asking.wish();
    switch (key) {
      case '/', 'f' -> isTyping = true;
      case '\t' -> asking.want(wish.of(wish.subject().equals("tunnels") ? "clients" : "tunnels"));
      case 't' -> asking.want(wish.of("tunnels"));
      case 'c' -> asking.want(wish.of("clients"));
      case 's' -> asking.want(wish.nextOrder());
      case 'r' -> asking.want(wish.by("rate"));
      case 'b' -> asking.want(wish.by("bytes"));
      case 'o' -> asking.want(wish.by("connections"));
      case 'n' -> asking.want(wish.by("name"));
      case Keys.ESCAPE -> asking.want(wish.matching(""));
      case 'j', Keys.DOWN -> move(wish, 1);
      case 'k', Keys.UP -> move(wish, -1);
      case ' ', Keys.PAGE_DOWN -> move(wish, wish.rows());
      case Keys.PAGE_UP -> move(wish, -wish.rows());
      default -> {} // any other means nothing
    }
  }

  private void move(Wish wish, int by) {
    asking.want(wish.moved(by, asking.seen().all()));
  }

  private void typed(int key) {
    Wish wish = asking.wish();
    String filter = wish.filter();
    switch (key) {
      case '\r', '\n' -> isTyping = false;
      case Keys.ESCAPE -> {
        isTyping = false;
        asking.want(wish.matching(""));
      }
      case BACKSPACE, DELETE ->
          asking.want(wish.matching(filter.substring(0, Math.max(0, filter.length() - 1))));
      case CTRL_U -> asking.want(wish.matching(""));
      default -> {
        if (key >= ' ' && Character.isBmpCodePoint(key)) {
          asking.want(wish.matching(filter + (char) key));
        }
      }
    }
  }
}
