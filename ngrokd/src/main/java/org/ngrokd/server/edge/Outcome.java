package org.ngrokd.server.edge;

/** How a visitor's request or connection ended. */
public enum Outcome {
  /** In order, as far as can be told: what was under way came through, or nothing was. */
  FINISHED,
  /** The visitor went before. */
  VISITOR_LEFT,
  /** The local service, or the way to it, broke off before. */
  SERVICE_BROKE,
  /** The server ended it before, for the reason that it told. */
  CUT
}
