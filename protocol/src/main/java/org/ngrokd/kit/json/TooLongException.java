package org.ngrokd.kit.json;

/** What was to be laid out would be far longer than it is: nesting makes it so. */
public final class TooLongException extends Exception {
  private static final long serialVersionUID = 1;

  public TooLongException() {
    super("laid out it would be too long");
  }
}
