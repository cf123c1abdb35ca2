package org.ngrokd.server.cluster.links;

/** The node that was asked does not have the name, or not by the epoch that is known here. */
public final class NotOursException extends Exception {
  private static final long serialVersionUID = 1;

  NotOursException() {
    super("the tunnel is not there any more", null, false, false);
  }
}
