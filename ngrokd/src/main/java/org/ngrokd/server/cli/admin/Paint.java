package org.ngrokd.server.cli.admin;

import org.jline.utils.AttributedStyle;

/**
 * Colours, where they are wanted.
 *
 * @param hasColors otherwise all letters look alike
 */
record Paint(boolean hasColors) {
  private static final double MUCH = 0.7;
  private static final double TOO_MUCH = 0.9;

  AttributedStyle green() {
    return color(AttributedStyle.GREEN);
  }

  AttributedStyle yellow() {
    return color(AttributedStyle.YELLOW);
  }

  AttributedStyle red() {
    return color(AttributedStyle.RED);
  }

  /** For so much of all there is, from 0 to 1. */
  AttributedStyle of(double part) {
    if (part >= TOO_MUCH) {
      return red();
    }
    return part >= MUCH ? yellow() : green();
  }

  private AttributedStyle color(int color) {
    return hasColors ? AttributedStyle.DEFAULT.foreground(color) : AttributedStyle.DEFAULT;
  }
}
