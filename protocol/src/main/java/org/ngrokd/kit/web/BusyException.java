package org.ngrokd.kit.web;

/** There is no memory for an answer at the moment. */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BusyException() {
    super(
        "The inspector's memory does not suffice for this at the moment. Try again when less is"
            + " asked for at once, or set inspect_memory higher.");
  }
}
