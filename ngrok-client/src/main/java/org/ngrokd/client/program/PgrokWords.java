package org.ngrokd.client.program;

import org.ngrokd.client.session.Route;
import org.ngrokd.client.session.SessionEvents;

/** What pgrok's client says, for scripts that wait for it. */
final class PgrokWords implements SessionEvents {
  private final Console console;

  PgrokWords(Console console) {
    this.console = console;
  }

  @Override
  public void opened(Route route) {
    console.warned("You're ready to go live at " + route.url() + "!");
  }
}
