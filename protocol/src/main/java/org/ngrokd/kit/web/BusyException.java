package org.ngrokd.kit.web;

/** There is no memory for an answer at the moment. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param line what it means, and what to do: in the words of whoever shows the pages
   */
  public BusyException(String line) {
    super(line);
  }
}
