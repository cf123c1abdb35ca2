package org.ngrokd.server.teams.site;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.ngrokd.kit.web.Asked;
import org.ngrokd.server.teams.accounts.ApiTokens;
import org.ngrokd.server.teams.signin.Sessions;
import org.ngrokd.server.teams.signin.Visitor;

/** Finds out who asks: a program by its token, or a browser by its session. */
final class Callers {
  private static final String BEARER = "Bearer ";

  private final Sessions sessions;
  private final ApiTokens tokens;

  Callers(Sessions sessions, ApiTokens tokens) {
    this.sessions = sessions;
    this.tokens = tokens;
  }

  /** Who it is; empty for a stranger, fails when that cannot be known now. */
  CompletionStage<Optional<Caller>> find(Asked asked) {
    String address = Visitor.of(asked).address();
    String authorization = asked.header("Authorization");
    if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return tokens
          .find(authorization.substring(BEARER.length()).strip())
          .thenApply(
              found ->
                  found.map(
                      caller ->
                          new Caller(
                              caller.account(),
                              Optional.empty(),
                              caller.scopes(),
                              "token " + caller.tokenId(),
                              address)));
    }
    return sessions
        .find(asked)
        .thenApply(
            found ->
                found.map(
                    signedIn ->
                        new Caller(
                            signedIn.account(),
                            found,
                            List.of(),
                            "session " + signedIn.session().hash(),
                            address)));
  }
}
