package org.ngrokd.server.teams.site;

import org.ngrokd.kit.web.Router;
import org.ngrokd.server.teams.signin.SignIn;

/** Everything that can be asked of the server's own pages. */
public final class SiteRouter {
  private SiteRouter() {}

  /**
   * Puts it together.
   *
   * @param hasProviders whether somebody else says who people are
   */
  public static Router of(SignIn signIn, boolean hasProviders) {
    Router router = new Router(ApiError::failure);
    signIn.routes().addTo(router);
    new Pages(signIn.sessions(), hasProviders).addTo(router);
    return router;
  }
}
