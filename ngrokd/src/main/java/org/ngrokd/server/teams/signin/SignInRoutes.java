package org.ngrokd.server.teams.signin;

import java.util.List;
import org.ngrokd.kit.web.Router;

/** Everything of signing in that a browser or a program can ask for. Safe from any thread. */
public final class SignInRoutes {
  /** Where somebody begins who wants to sign in. */
  public static final String START = "/-/oidc/auth";

  /** What pages elsewhere, and mails, may lead to: the provider's pages lead to the callback. */
  private static final List<String> LINKED =
      List.of(START, OidcPages.CALLBACK, SessionPages.SIGN_OUT, DeviceLogin.PAGE, "/-/healthcheck");

  private final List<Part> parts;

  /** Some of it. */
  @FunctionalInterface
  interface Part {
    void addTo(Router router);
  }

  SignInRoutes(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** Adds all of them. */
  public void addTo(Router router) {
    parts.forEach(part -> part.addTo(router));
  }

  /** Whether a page elsewhere may lead here, by GET. */
  public static boolean isLinked(String path) {
    return LINKED.contains(path) || path.startsWith(SignInLinks.PATH);
  }
}
